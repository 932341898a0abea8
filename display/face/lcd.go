package face

import "etokenpass/display"

// LCD maps the units of an LCD's geometry to the window. Get one from [Layout.LCD].
type LCD struct {
	layout Layout
	turned bool
	x, y   float64 // the LCD's upper left corner in the fob's picture
	scale  float64 // pixels per unit
}

// LCD returns the position of an LCD with the given number of cells. Every LCD fills the glass: with more cells, each
// is smaller.
func (l Layout) LCD(cells int, turned bool) LCD {
	x, y, scale := l.fob.cells(cells)
	return LCD{l, turned, x, y, scale}
}

// cells fits an LCD with the given number of cells into the glass. It returns the upper left corner, in pixels of the
// fob's picture, and the scale, in pixels per unit.
func (f fob) cells(cells int) (x, y, scale float64) {
	glass := f.glass()
	unitsWide, unitsHigh := display.Size(cells)
	width, height := float64(glass.Dx()), float64(glass.Dy())
	scale = min(width/unitsWide, height/unitsHigh)
	x = float64(glass.Min.X) + (width-unitsWide*scale)/2
	y = float64(glass.Min.Y) + (height-unitsHigh*scale)/2
	return x, y, scale
}

// At converts a point of the LCD, in units, to physical pixels of the window.
func (l LCD) At(p display.Point) (x, y float64) {
	return l.layout.place(l.x+p.X*l.scale, l.y+p.Y*l.scale, l.turned)
}
