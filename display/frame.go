package display

import "slices"

// Frame is one picture on an LCD: the lit segments of each cell. Frames can be compared with ==; equal frames look the
// same in every drawing. Make one with [LCD.Frame]; the zero Frame has no cells.
type Frame struct {
	lit   [MaxCells]Segments // blank from index cells on
	cells int
}

// Cells returns the lit segments of each cell, from the left. The caller may modify the slice.
func (f Frame) Cells() []Segments {
	return slices.Clone(f.lit[:f.cells])
}

// Turned returns the frame as seen upside down, rotated by 180 degrees. Turning a frame twice returns the original.
func (f Frame) Turned() Frame {
	turned := Frame{cells: f.cells}
	for i := range f.cells {
		turned.lit[f.cells-1-i] = f.lit[i].turned()
	}
	return turned
}

// Reading returns what a person reads, one character per cell: a digit, F, a space for a blank cell, one of the letters
// E, h and L (a 3, 4 or 7 upside down), or '?' for a pattern that is not a character. A 1 is recognised on either side
// of its cell. On an LCD without dead segments, Reading returns the text that the frame was made from, padded with
// spaces.
func (f Frame) Reading() string {
	reading := make([]rune, f.cells)
	for i := range reading {
		reading[i] = f.lit[i].reading()
	}
	return string(reading)
}

// ink is one colour of a drawing with the polygons filled with it, shifted by offset units to the right and down.
type ink struct {
	colour   Colour
	offset   float64
	outlines [][]Point
}

// inks returns what to draw, from the bottom to the top.
func (f Frame) inks() [3]ink {
	var lit, unlit [][]Point
	for _, shape := range f.Shapes() {
		if shape.Lit {
			lit = append(lit, shape.Outline)
		} else {
			unlit = append(unlit, shape.Outline)
		}
	}
	return [3]ink{{Ghost, 0, unlit}, {Shadow, ShadowOffset, lit}, {Lit, 0, lit}}
}
