package tms

import "testing"

// A counter may be written as the LCD shows it or without its F and zeros, and nothing else.
func TestCounterFlag(t *testing.T) {
	for text, want := range map[string]uint64{"F00042": 42, "f00042": 42, "f42": 42, "00042": 42, "42": 42, "0": 0, "F99999": 99_999} {
		if got, err := counterScreen().Parse(text, 0); got != want || err != nil {
			t.Errorf("%q: got %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "F", "F100000", "100000", "-1", "+1", "F+1", "F0004Z", "FF42", "fF42", "F 42", "000042", "F000042", "٤٢", "42.0", "0x2A"} {
		if got, err := counterScreen().Parse(text, 0); err == nil {
			t.Errorf("%q: got %d, want an error", text, got)
		}
	}
}
