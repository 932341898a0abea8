package display

import (
	"math"
	"slices"

	"etokenpass/internal/segment"
)

// The measures that a drawing needs, in units: a hundredth of the height of a digit. They are the only ones; scale them
// to draw larger or smaller.
const (
	CellHeight = 100.0
	CellWidth  = upright + slant*CellHeight // the slanted digit's bounding box
	CellPitch  = 79.0                       // from one cell's left edge to the next one's
	MarginX    = 30.0                       // from the LCD's left or right edge to the nearest cell
	MarginY    = 28.0                       // from the LCD's upper or lower edge to the cells
)

// The proportions of a digit, in the same units.
const (
	upright   = 54.0 // width before slanting
	slant     = 0.1  // how far to the right per unit of height: about six degrees
	thickness = 13.6 // of a segment
	gap       = 2.6  // between neighbouring segments
	chamfer   = 7.0  // how far the two outer edges at a corner stop before they would meet
)

// shadowOffset is how far a lit segment's shadow falls to the right and down, in units: the light comes from the upper
// left, and the reflector lies close behind.
const shadowOffset = 2.2

// Point is a place on the LCD, in units, x to the right and y down.
type Point struct{ X, Y float64 }

// Shape is one segment as it lies on the LCD, lit or not.
type Shape struct {
	Outline []Point // a closed polygon, clockwise, in LCD coordinates
	Lit     bool
}

// Size is the width and height of an LCD of so many cells, margins included, in units.
func Size(cells int) (width, height float64) {
	return 2*MarginX + float64(max(cells-1, 0))*CellPitch + CellWidth, 2*MarginY + CellHeight
}

// Origin is the upper left corner of a cell's bounding box on the LCD, in units; cell 0 is the leftmost.
func Origin(cell int) Point {
	return Point{MarginX + float64(cell)*CellPitch, MarginY}
}

// Shapes gives every segment of the frame, from the left cell to the right one and from a to g in each. They do not
// overlap.
func (f Frame) Shapes() []Shape {
	shapes := make([]Shape, 0, f.cells*len(segment.Letters))
	for cell, lit := range f.lit[:f.cells] {
		origin := Origin(cell)
		for segment := A; segment <= G; segment <<= 1 {
			outline := Outline(segment)
			for i := range outline {
				outline[i].X += origin.X
				outline[i].Y += origin.Y
			}
			shapes = append(shapes, Shape{outline, lit&segment != 0})
		}
	}
	return shapes
}

// Outline is the polygon of one segment, [A] to [G], inside its cell's bounding box of [CellWidth] by [CellHeight]
// units: six points, clockwise. It is nil for anything but one segment. Turning a cell by 180 degrees brings each
// outline onto that of the opposite segment, so that a drawing turned is the drawing of the turned frame.
func Outline(segment Segments) []Point {
	switch segment {
	case A:
		return slanted(top())
	case B:
		return slanted(mirrored(upperLeft(), true, false))
	case C:
		return slanted(mirrored(upperLeft(), true, true))
	case D:
		return slanted(mirrored(top(), false, true))
	case E:
		return slanted(mirrored(upperLeft(), false, true))
	case F:
		return slanted(upperLeft())
	case G:
		return slanted(middle())
	}
	return nil
}

// Neighbours at a corner meet on its diagonal, neighbours at the middle on a parallel to it. Along an axis, a gap
// between two slopes of 45 degrees measures √2 times its width, and each neighbour gives half.
const (
	mitre     = gap * math.Sqrt2 / 2
	waist     = CellHeight / 2
	middleTip = 0.75 * thickness // where the middle segment's pointed ends begin; further in, a 0 is less notched
)

func top() []Point {
	return []Point{
		{chamfer, 0},
		{upright - chamfer, 0},
		{upright - (chamfer+mitre)/2, (chamfer - mitre) / 2},
		{upright - thickness - mitre, thickness},
		{thickness + mitre, thickness},
		{(chamfer + mitre) / 2, (chamfer - mitre) / 2},
	}
}

func upperLeft() []Point {
	return []Point{
		{0, waist - gap/2},
		{0, chamfer},
		{(chamfer - mitre) / 2, (chamfer + mitre) / 2},
		{thickness, thickness + mitre},
		{thickness, waist + middleTip - thickness - 2*mitre},
		{middleTip - 2*mitre + gap/2, waist - gap/2},
	}
}

func middle() []Point {
	return []Point{
		{middleTip, waist},
		{middleTip + thickness/2, waist - thickness/2},
		{upright - middleTip - thickness/2, waist - thickness/2},
		{upright - middleTip, waist},
		{upright - middleTip - thickness/2, waist + thickness/2},
		{middleTip + thickness/2, waist + thickness/2},
	}
}

// mirrored reflects an upright outline left to right, top to bottom, or both. One reflection alone reverses the
// direction of travel, which is put right: rasterisers let opposite directions cancel out where shapes share a pixel.
func mirrored(outline []Point, leftRight, topBottom bool) []Point {
	for i, p := range outline {
		if leftRight {
			outline[i].X = upright - p.X
		}
		if topBottom {
			outline[i].Y = CellHeight - p.Y
		}
	}
	if leftRight != topBottom {
		slices.Reverse(outline)
	}
	return outline
}

// slanted leans an upright outline to the right, the foot of the cell staying where it is.
func slanted(outline []Point) []Point {
	for i, p := range outline {
		outline[i].X = p.X + slant*(CellHeight-p.Y)
	}
	return outline
}
