package display

import (
	"math"
	"slices"

	"etokenpass/internal/segment"
)

// The dimensions of an LCD, in units of one hundredth of a digit's height. Scale them to draw larger or smaller.
const (
	CellHeight = 100.0
	CellWidth  = upright + slant*CellHeight // of the slanted digit's bounding box
	CellPitch  = 79.0                       // from one cell's left edge to the next one's
	MarginX    = 30.0                       // from the LCD's left or right edge to the nearest cell
	MarginY    = 28.0                       // from the LCD's upper or lower edge to the cells
)

// The proportions of a digit, in the same units.
const (
	upright   = 54.0 // width before slanting
	slant     = 0.1  // shift to the right per unit of height: about six degrees
	thickness = 13.6 // of a segment
	gap       = 2.6  // between neighbouring segments
	chamfer   = 7.0  // length cut off each outer edge at a corner
)

// ShadowOffset is how far a lit segment's shadow falls to the right and down, in units. The light comes from the upper
// left, and the reflector is close behind the segments.
const ShadowOffset = 2.2

// Point is a point on the LCD, in units, x to the right and y down.
type Point struct{ X, Y float64 }

// Shape is one segment, lit or unlit, in its position on the LCD.
type Shape struct {
	Outline []Point // a closed polygon, clockwise, in LCD coordinates
	Lit     bool
}

// Size returns the width and height, in units, of an LCD with the given number of cells, margins included.
func Size(cells int) (width, height float64) {
	return 2*MarginX + float64(max(cells-1, 0))*CellPitch + CellWidth, 2*MarginY + CellHeight
}

// Origin returns the upper left corner, in units, of a cell's bounding box on the LCD. Cell 0 is the leftmost.
func Origin(cell int) Point {
	return Point{MarginX + float64(cell)*CellPitch, MarginY}
}

// Shapes returns every segment of the frame, cell by cell from the left and from a to g in each. Segments do not
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

// Outline returns the polygon of one segment, [A] to [G], within its cell's bounding box of [CellWidth] by [CellHeight]
// units: six points, clockwise. It returns nil for anything but a single segment. Turning a cell by 180 degrees maps
// each outline onto that of the opposite segment, so a turned drawing equals the drawing of the turned frame.
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

// Neighbouring segments meet on the diagonal of a corner; at the middle they meet on a parallel to it. Along an axis, a
// gap between two 45-degree slopes measures √2 times its width; each neighbour is shortened by half of that.
const (
	mitre     = gap * math.Sqrt2 / 2
	waist     = CellHeight / 2
	middleTip = 0.75 * thickness // x of the middle segment's tip; a larger value makes the notch in a 0 smaller
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

// mirrored reflects an upright outline left to right, top to bottom, or both. A single reflection reverses the winding,
// so mirrored restores it: rasterisers let opposite windings cancel where shapes share a pixel.
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

// slanted leans an upright outline to the right. The foot of the cell stays in place.
func slanted(outline []Point) []Point {
	for i, p := range outline {
		outline[i].X = p.X + slant*(CellHeight-p.Y)
	}
	return outline
}
