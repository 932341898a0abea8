package display

import "slices"

// Frame is one picture on an LCD: the lit segments of each cell. Frames can be compared with ==; two that are equal
// look the same in every drawing. Make one with [LCD.Frame]; the zero Frame has no cells.
type Frame struct {
	lit   [MaxCells]Segments // those from index cells on are blank
	cells int
}

// Cells gives the lit segments of each cell, from the left. The slice is the caller's own.
func (f Frame) Cells() []Segments {
	return slices.Clone(f.lit[:f.cells])
}

// Turned is the frame as seen upside down, that is, turned by 180 degrees. Turning it twice gives the frame again.
func (f Frame) Turned() Frame {
	turned := Frame{cells: f.cells}
	for i := range f.cells {
		turned.lit[f.cells-1-i] = f.lit[i].turned()
	}
	return turned
}

// Reading is what a person reads, one character a cell: a digit, F, a space for a blank cell, one of the letters E, h
// and L that a 3, 4 and 7 look like upside down, or '?' for a pattern that is no character. A 1 is read on either side
// of its cell. On an LCD without dead segments that is the text the frame was made from, padded with spaces.
func (f Frame) Reading() string {
	reading := make([]rune, f.cells)
	for i := range reading {
		reading[i] = f.lit[i].reading()
	}
	return string(reading)
}

// ink is what has one colour in a drawing of a frame: polygons, moved by offset units to the lower right.
type ink struct {
	colour   Colour
	offset   float64
	outlines [][]Point
}

// inks are what a frame is drawn with, from the bottom to the top.
func (f Frame) inks() [3]ink {
	var lit, unlit [][]Point
	for _, shape := range f.Shapes() {
		if shape.Lit {
			lit = append(lit, shape.Outline)
		} else {
			unlit = append(unlit, shape.Outline)
		}
	}
	return [3]ink{{Ghost, 0, unlit}, {Shadow, shadowOffset, lit}, {Lit, 0, lit}}
}
