package face

import "etokenpass/display"

// LCD says where in the window the units of an LCD's geometry are. Get one from [Layout.LCD].
type LCD struct {
	layout Layout
	turned bool
	x, y   float64 // the LCD's upper left corner in the fob's picture
	scale  float64 // pixels per unit
}

// LCD is where an LCD of so many cells is. All are as large as the glass; more cells are smaller ones.
func (l Layout) LCD(cells int, turned bool) LCD {
	x, y, scale := l.fob.cells(cells)
	return LCD{l, turned, x, y, scale}
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
