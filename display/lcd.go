package display

import (
	"fmt"
	"unicode/utf8"

	"etokenpass/internal/segment"
)

// How many cells an LCD can have.
const (
	MinCells = segment.MinCells
	MaxCells = segment.MaxCells
)

// LCD is a display of [MinCells] to [MaxCells] cells in a row, some of whose segments may be dead. Make one with
// [NewLCD]. It is a value that holds no text: [LCD.Frame] says what a text looks like on it.
type LCD struct {
	cells int
	dead  [MaxCells]Segments
}

// NewLCD makes an LCD of cells cells, from [MinCells] to [MaxCells]. Each dead segment is written as its cell, counted
// from 1 at the left, and its letter from a to g: "1g" is the middle of the leftmost cell. Naming a segment twice is
// the same as naming it once. The error names the value that is out of range, and the range.
func NewLCD(cells int, dead ...string) (LCD, error) {
	if cells < MinCells || cells > MaxCells {
		return LCD{}, fmt.Errorf("an lcd has %d to %d cells, not %d", MinCells, MaxCells, cells)
	}
	lcd := LCD{cells: cells}
	for _, name := range dead {
		cell, letter, ok := segment.Parse(name, cells)
		if !ok {
			return LCD{}, fmt.Errorf("dead segment %q: want a cell from 1 to %d and a segment from a to g, like \"1g\"",
				name, cells)
		}
		lcd.dead[cell] |= 1 << letter
	}
	return lcd, nil
}

// Frame is what text looks like on this LCD: left-aligned, the remaining cells blank, the dead segments dark. "" is an
// LCD that is off. It is an error if text is longer than the LCD or has a character other than 0 to 9, F and the space.
func (l LCD) Frame(text string) (Frame, error) {
	if n := utf8.RuneCountInString(text); n > l.cells {
		return Frame{}, fmt.Errorf("lcd text %q has %d characters; this lcd has %d cells", text, n, l.cells)
	}
	frame := Frame{cells: l.cells}
	cell := 0
	for _, char := range text {
		pattern, ok := glyphs[char]
		if !ok {
			return Frame{}, fmt.Errorf("lcd text %q: no glyph for %q; an lcd shows 0 to 9, F and blanks", text, char)
		}
		frame.lit[cell] = pattern &^ l.dead[cell]
		cell++
	}
	return frame, nil
}
