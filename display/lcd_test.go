package display_test

import (
	"strings"
	"testing"

	"etokenpass/display"
)

func TestNewLCDRefuses(t *testing.T) {
	for _, tt := range []struct {
		cells int
		dead  []string
		want  []string // substrings of the error
	}{
		{5, nil, []string{"6 to 8", "not 5"}},
		{9, nil, []string{"6 to 8", "not 9"}},
		{6, []string{"1a", "7a"}, []string{`"7a"`, "1 to 6", "a to g"}},
		{8, []string{"9a"}, []string{`"9a"`, "1 to 8"}},
		{6, []string{"0a"}, []string{`"0a"`}},
		{6, []string{"1h"}, []string{`"1h"`}},
		{6, []string{"1G"}, []string{`"1G"`}},
		{6, []string{""}, []string{`""`}},
		{6, []string{"1"}, []string{`"1"`}},
		{6, []string{"1ab"}, []string{`"1ab"`}},
	} {
		_, err := display.NewLCD(tt.cells, tt.dead...)
		if err == nil {
			t.Errorf("NewLCD(%d, %q) succeeds, want an error", tt.cells, tt.dead)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("NewLCD(%d, %q): error %q does not contain %q", tt.cells, tt.dead, err, want)
			}
		}
	}
}

func TestFrameRefuses(t *testing.T) {
	lcd, err := display.NewLCD(6)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"1234567": `"1234567" has 7 characters; this LCD has 6 cells`,
		"12E456":  `no glyph for 'E'`,
		"f00042":  `no glyph for 'f'`,
		"12\n":    `no glyph for '\n'`,
		"ж":       `no glyph for 'ж'`,
		"\xff":    `no glyph for`,
	} {
		if _, err := lcd.Frame(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Frame(%q): error %v does not contain %q", text, err, want)
		}
	}
}

func TestFramesCompare(t *testing.T) {
	if frame(t, 6, "12") != frame(t, 6, "12    ") {
		t.Error("frames that look the same differ")
	}
	if frame(t, 6, "12") == frame(t, 7, "12") {
		t.Error("frames of different sizes are equal")
	}
	// Segment f of a 7 is unlit anyway.
	if frame(t, 6, "7") != frame(t, 6, "7", "1f", "1f") {
		t.Error("a dead segment that the text does not use changes the frame")
	}
}

func TestZeroFrameDraws(t *testing.T) {
	var f display.Frame
	if f.Text() == "" || len(f.SVG()) == 0 || f.Image(20).Bounds().Empty() || f.Turned() != f || f.Reading() != "" {
		t.Error("a frame without cells cannot be drawn")
	}
}
