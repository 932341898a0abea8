package face

import (
	"image"
	"image/color"
	"math"

	"etokenpass/display"
)

// LCD says where in the window the units of an LCD's geometry are. Get one from [Layout.LCD].
type LCD struct {
	layout Layout
	cells  int
	turned bool
	x, y   float64 // the LCD's upper left corner in the fob's picture
	scale  float64 // pixels per unit
}

// LCD is where an LCD of so many cells is. All are as large as the glass; more cells are smaller ones.
func (l Layout) LCD(cells int, turned bool) LCD {
	x, y, scale := l.fob.cells(cells)
	return LCD{l, cells, turned, x, y, scale}
}

// cells fits an LCD of so many cells into the glass.
func (f fob) cells(cells int) (x, y, scale float64) {
	glass := f.glass()
	unitsWide, unitsHigh := display.Size(cells)
	width, height := float64(glass.Dx()), float64(glass.Dy())
	scale = min(width/unitsWide, height/unitsHigh)
	x = float64(glass.Min.X) + (width-unitsWide*scale)/2
	y = float64(glass.Min.Y) + (height-unitsHigh*scale)/2
	return x, y, scale
}

// At is where a point of the LCD, in units, is in the window, in physical pixels.
func (l LCD) At(p display.Point) (x, y float64) {
	return l.layout.place(l.x+p.X*l.scale, l.y+p.Y*l.scale, l.turned)
}

// Read gives the lit segments of each cell as they are in a picture of the window. It is for tests that look at the
// window as a person does.
func (l LCD) Read(picture image.Image) []display.Segments {
	cells := make([]display.Segments, l.cells)
	for cell := range cells {
		for segment := display.A; segment <= display.G; segment <<= 1 {
			if l.isLit(picture, display.Origin(cell), display.Outline(segment)) {
				cells[cell] |= segment
			}
		}
	}
	return cells
}

// isLit looks at a segment in three places: its middle, and on both sides of it along its length.
func (l LCD) isLit(picture image.Image, origin display.Point, outline []display.Point) bool {
	var middle display.Point
	for _, p := range outline {
		middle.X += p.X / float64(len(outline))
		middle.Y += p.Y / float64(len(outline))
	}
	ends := farthest(outline, middle)
	sum := 0.0
	for _, along := range []float64{-0.5, 0, 0.5} {
		x, y := l.At(display.Point{
			X: origin.X + middle.X + along*ends.X,
			Y: origin.Y + middle.Y + along*ends.Y,
		})
		sum += brightness(picture.At(int(math.Floor(x)), int(math.Floor(y))))
	}
	return sum/3 < (brightness(display.Ghost)+brightness(display.Lit))/2
}

// farthest is the way from the middle of an outline to the corner that is farthest off.
func farthest(outline []display.Point, middle display.Point) (way display.Point) {
	for _, p := range outline {
		if x, y := p.X-middle.X, p.Y-middle.Y; math.Hypot(x, y) > math.Hypot(way.X, way.Y) {
			way = display.Point{X: x, Y: y}
		}
	}
	return way
}

func brightness(c color.Color) float64 {
	grey, _ := color.Gray16Model.Convert(c).(color.Gray16)
	return float64(grey.Y)
}
