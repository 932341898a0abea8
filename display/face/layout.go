package face

import (
	"image"
	"math"
)

// The window's size in logical pixels: what it has when it opens, and the least it may have. The panel is put beside
// the fob, so that opening it widens the window by [PanelWidth] and leaves the fob as large as it was.
const (
	Width      = 480
	Height     = 300
	PanelWidth = 260
	MinWidth   = 320
	MinHeight  = 200
)

const (
	panelHeight = 250  // of the panel below the fob, in logical pixels, where the window is tall
	finePrint   = 0.68 // the least scale at which a text of 12 logical pixels can be read
)

// Size is that of a window: physical pixels, and how many of them a logical pixel has in each direction, which is 1 on
// an ordinary screen and 2 on a dense one.
type Size struct {
	Width, Height int
	Density       float64
}

// possible is the size, or the nearest one that can be painted.
func (s Size) valid() Size {
	s.Width, s.Height = max(s.Width, 1), max(s.Height, 1)
	if !(s.Density > 0.1 && s.Density < 100) { // neither is NaN
		s.Density = 1
	}
	return s
}

// Layout says where everything is, in physical pixels. Make one with [Arrange].
type Layout struct {
	Window image.Rectangle // all of it
	Area   image.Rectangle // what the panel leaves of the window; the fob is in its middle
	Fob    image.Rectangle // just around the fob
	Panel  image.Rectangle // empty without a panel

	fob     fob
	writing float64 // the scale of what is written over the fob's area
	panel   float64 // the scale of the panel
}

// Arrange says where everything is in a window of that size, with or without the assist panel.
func Arrange(size Size, assist bool) Layout {
	size = size.valid()
	window := image.Rect(0, 0, size.Width, size.Height)
	layout := Layout{Window: window, Area: window}
	if assist {
		layout = beside(size)
		if below := below(size); fobScale(below.Area) > fobScale(layout.Area) {
			layout = below
		}
	}
	scale := fobScale(layout.Area)
	layout.writing = max(scale, finePrint*size.Density)
	layout.fob = newFob(scale)
	corner := layout.Area.Min.Add(layout.Area.Size().Sub(layout.fob.size).Div(2))
	layout.Fob = image.Rectangle{Min: corner, Max: corner.Add(layout.fob.size)}
	return layout
}

// fobScale is how many pixels a logical pixel of the fob has in an area of the window.
func fobScale(area image.Rectangle) float64 {
	return min(float64(area.Dx())/Width, float64(area.Dy())/Height)
}

// beside has the panel at the right of the fob.
func beside(size Size) Layout {
	width, height := float64(size.Width), float64(size.Height)
	scale := min(width/(Width+PanelWidth), height/Height)
	scale = min(max(scale, finePrint*size.Density), width/2/PanelWidth)
	split := size.Width - int(math.Round(scale*PanelWidth))
	return Layout{
		Window: image.Rect(0, 0, size.Width, size.Height),
		Area:   image.Rect(0, 0, split, size.Height),
		Panel:  image.Rect(split, 0, size.Width, size.Height),
		panel:  scale,
	}
}

// below has the panel under the fob.
func below(size Size) Layout {
	width, height := float64(size.Width), float64(size.Height)
	scale := min(width/Width, height/(Height+panelHeight))
	scale = min(max(scale, finePrint*size.Density), height/2/panelHeight)
	split := size.Height - int(math.Round(scale*panelHeight))
	return Layout{
		Window: image.Rect(0, 0, size.Width, size.Height),
		Area:   image.Rect(0, 0, size.Width, split),
		Panel:  image.Rect(0, split, size.Width, size.Height),
		panel:  scale,
	}
}

// ButtonCentre is where the button is.
func (l Layout) ButtonCentre(turned bool) (x, y float64) {
	x, y = l.fob.button()
	return l.place(x, y, turned)
}

// OnButton tells whether a point of the window is on the button, which a turned token has elsewhere, and which cannot
// be reached where the token shows its back.
func (l Layout) OnButton(x, y float64, turned, back bool) bool {
	buttonX, buttonY := l.ButtonCentre(turned)
	return !back && math.Hypot(x-buttonX, y-buttonY) <= buttonRadius*l.fob.scale
}

// place turns a point of the fob's picture into one of the window.
func (l Layout) place(x, y float64, turned bool) (windowX, windowY float64) {
	if turned {
		x, y = float64(l.fob.size.X)-x, float64(l.fob.size.Y)-y
	}
	return float64(l.Fob.Min.X) + x, float64(l.Fob.Min.Y) + y
}

// placeRectangle does the same with a rectangle.
func (l Layout) placeRectangle(r image.Rectangle, turned bool) image.Rectangle {
	if turned {
		r = image.Rectangle{Min: l.fob.size.Sub(r.Max), Max: l.fob.size.Sub(r.Min)}
	}
	return r.Add(l.Fob.Min)
}
