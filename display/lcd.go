package display

import (
	"fmt"
	"unicode/utf8"

	"etokenpass/internal/segment"
)

// The range of an LCD's number of cells.
const (
	MinCells = segment.MinCells
	MaxCells = segment.MaxCells
)

// LCD is a display of [MinCells] to [MaxCells] cells in a row, some of whose segments may be dead. Make one with
// [NewLCD]. It holds no text: [LCD.Frame] renders one.
type LCD struct {
	cells int
	dead  [MaxCells]Segments
}

// NewLCD returns an LCD with the given number of cells, from [MinCells] to [MaxCells]. A dead segment is written as its
// cell, counted from 1 at the left, and its letter from a to g: "1g" is the middle of the leftmost cell. Duplicates are
// allowed. The error names the value that is out of range, and the range.
func NewLCD(cells int, dead ...string) (LCD, error) {
	if cells < MinCells || cells > MaxCells {
		return LCD{}, fmt.Errorf("an LCD has %d to %d cells, not %d", MinCells, MaxCells, cells)
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

// Frame renders text on the LCD: left-aligned, the remaining cells blank, dead segments unlit. "" is an LCD that is
// off. It returns an error if the text is longer than the LCD or has a character other than 0 to 9, F and space.
func (l LCD) Frame(text string) (Frame, error) {
	if n := utf8.RuneCountInString(text); n > l.cells {
		return Frame{}, fmt.Errorf("LCD text %q has %d characters; this LCD has %d cells", text, n, l.cells)
	}
	frame := Frame{cells: l.cells}
	cell := 0
	for _, char := range text {
		pattern, ok := glyphs[char]
		if !ok {
			return Frame{}, fmt.Errorf("LCD text %q: no glyph for %q; an LCD shows 0 to 9, F and spaces", text, char)
		}
		frame.lit[cell] = pattern &^ l.dead[cell]
		cell++
	}
	return frame, nil
}
