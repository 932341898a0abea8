package display_test

import (
	"testing"

	"etokenpass/display"
)

func TestGlyphs(t *testing.T) {
	for _, tt := range []struct {
		char     string
		segments string
		turned   string // how it reads upside down
	}{
		{"0", "abcdef", "0"},
		{"1", "bc", "1"},
		{"2", "abdeg", "2"},
		{"3", "abcdg", "E"},
		{"4", "bcfg", "h"},
		{"5", "acdfg", "5"},
		{"6", "acdefg", "9"},
		{"7", "abc", "L"},
		{"8", "abcdefg", "8"},
		{"9", "abcdfg", "6"},
		{"F", "aefg", "?"},
		{" ", "", " "},
	} {
		t.Run(tt.char, func(t *testing.T) {
			f := frame(t, 6, tt.char)
			if got := f.Cells()[0].String(); got != tt.segments {
				t.Errorf("segments are %q, want %q", got, tt.segments)
			}
			if got := f.Reading(); got != tt.char+"     " {
				t.Errorf("reads as %q", got)
			}
			if got := f.Turned().Reading(); got != "     "+tt.turned {
				t.Errorf("turned reads as %q, want %q at the right", got, tt.turned)
			}
		})
	}
}

func TestUpsideDown(t *testing.T) {
	for _, tt := range []struct {
		text, reading string
		isCode        bool
	}{
		{"", "", false},
		{"961520", "025196", true},
		{"12500689", "68900521", true},
		{"906906", "906906", true}, // reads as itself
		{"755224", "h2255L", false},
		{"341111", "1111hE", false},
		{"F00042", "2h000?", false},
		{"15 ", " 51", false},
		{"1ж", "?1", false},
	} {
		reading, isCode := display.UpsideDown(tt.text)
		if reading != tt.reading || isCode != tt.isCode {
			t.Errorf("UpsideDown(%q) = %q, %t; want %q, %t", tt.text, reading, isCode, tt.reading, tt.isCode)
		}
	}
}
