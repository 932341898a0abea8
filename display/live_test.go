package display_test

import (
	"strings"
	"testing"

	"etokenpass/display"
)

// A page that lights the segments of a text's glyphs, except the dead ones, draws what LitPath returns.
func TestSegmentsOfGlyphsAreTheLitPath(t *testing.T) {
	glyphs := display.Glyphs()
	for _, test := range []struct {
		cells      int
		text, dead string
	}{{6, "", ""}, {6, "755224", ""}, {6, "F00042", "1a"}, {7, "12 4567", ""}, {8, "88888888", "8g"}} {
		var drawn string
		for _, path := range display.SegmentPaths(test.cells) {
			cell, letter := int(path.Name[0]-'1'), path.Name[1:]
			if cell < len(test.text) && strings.Contains(glyphs[test.text[cell:cell+1]], letter) && path.Name != test.dead {
				drawn += path.Data
			}
		}
		var dead []string
		if test.dead != "" {
			dead = []string{test.dead}
		}
		if want := frame(t, test.cells, test.text, dead...).LitPath(); drawn != want {
			t.Errorf("%+v: the glyphs' segments are not the frame's:\n%s\n%s", test, drawn, want)
		}
	}
}
