package display_test

import (
	"math"
	"testing"

	"etokenpass/display"
)

var segments = []display.Segments{display.A, display.B, display.C, display.D, display.E, display.F, display.G}

func TestOutlinesLieInTheCell(t *testing.T) {
	left, right, upper, lower := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, segment := range segments {
		for _, p := range display.Outline(segment) {
			left, right = min(left, p.X), max(right, p.X)
			upper, lower = min(upper, p.Y), max(lower, p.Y)
		}
	}
	if upper != 0 || lower != display.CellHeight {
		t.Errorf("a cell reaches from %v to %v vertically", upper, lower)
	}
	// The chamfered corners leave a small gap between the slanted sides and the box.
	if left < 0 || left > 1 || right > display.CellWidth || right < display.CellWidth-1 {
		t.Errorf("a cell reaches from %v to %v horizontally, its box from 0 to %v", left, right, display.CellWidth)
	}
	if display.CellPitch <= display.CellWidth {
		t.Error("cells overlap")
	}
}

// A rasteriser adds up signed areas, so all outlines must have the same winding.
func TestOutlinesAreConvexAndClockwise(t *testing.T) {
	for _, segment := range segments {
		outline := display.Outline(segment)
		if len(outline) != 6 {
			t.Fatalf("%v has %d corners", segment, len(outline))
		}
		for i, p := range outline {
			q, r := outline[(i+1)%6], outline[(i+2)%6]
			if (q.X-p.X)*(r.Y-q.Y)-(q.Y-p.Y)*(r.X-q.X) <= 0 {
				t.Errorf("%v turns left or not at all at corner %d", segment, (i+1)%6)
			}
		}
	}
}

func TestOutlineOfNoSegment(t *testing.T) {
	for _, s := range []display.Segments{0, display.A | display.B, 128} {
		if display.Outline(s) != nil {
			t.Errorf("%d has an outline", s)
		}
	}
}

func TestSizeHoldsTheCells(t *testing.T) {
	for cells := display.MinCells; cells <= display.MaxCells; cells++ {
		width, height := display.Size(cells)
		last := display.Origin(cells - 1)
		if last.X+display.CellWidth+display.MarginX != width || last.Y+display.CellHeight+display.MarginY != height {
			t.Errorf("%d cells: the last begins at %v; the LCD is %v by %v", cells, last, width, height)
		}
	}
}

// SVG golden files are compared byte by byte. That works on every processor only if no coordinate is so close to halfway
// between two hundredths that its last bit decides the rounding.
func TestCoordinatesRoundAlike(t *testing.T) {
	for _, shape := range frame(t, display.MaxCells, "").Shapes() {
		for _, p := range shape.Outline {
			for _, v := range []float64{p.X, p.Y} {
				if _, fraction := math.Modf(v * 100); math.Abs(fraction-0.5) < 1e-6 {
					t.Errorf("coordinate %v is a tie", v)
				}
			}
		}
	}
}
