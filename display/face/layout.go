package face

import (
	"image"
	"math"
)

// The window's initial and minimum size, in logical pixels. Opening the panel beside the fob widens the window by
// [PanelWidth], so that the fob keeps its size.
const (
	Width      = 480
	Height     = 300
	PanelWidth = 260
	MinWidth   = 320
	MinHeight  = 200
)

const (
	panelHeight = 250  // of the panel when it is below the fob, in a tall window, in logical pixels
	finePrint   = 0.68 // the smallest scale at which text of 12 logical pixels is readable
)

// Size is the size of a window in physical pixels. Density is the number of physical pixels per logical pixel in each
// direction: 1 on an ordinary screen, 2 on a dense one.
type Size struct {
	Width, Height int
	Density       float64
}

// valid returns the size, or the nearest one that can be painted.
func (s Size) valid() Size {
	s.Width, s.Height = max(s.Width, 1), max(s.Height, 1)
	if !(s.Density > 0.1 && s.Density < 100) { // neither is NaN
		s.Density = 1
	}
	return s
}

// Layout is the position of everything in the window, in physical pixels. Make one with [Arrange].
type Layout struct {
	Window image.Rectangle // the whole window
	Area   image.Rectangle // the window without the panel; the fob is at its centre
	Fob    image.Rectangle // the bounds of the fob's picture
	Panel  image.Rectangle // empty without a panel

	fob     fob
	writing float64 // the scale of texts over the fob's area
	panel   float64 // the scale of the panel
}

// Arrange computes the layout of a window of the given size, with or without the assist panel.
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

// fobScale returns the scale of a fob that fills the area, in pixels per logical pixel.
func fobScale(area image.Rectangle) float64 {
	return min(float64(area.Dx())/Width, float64(area.Dy())/Height)
}

// beside puts the panel to the right of the fob.
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

// below puts the panel under the fob.
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

// ButtonCentre returns the centre of the button, in physical pixels of the window.
func (l Layout) ButtonCentre(turned bool) (x, y float64) {
	x, y = l.fob.button()
	return l.place(x, y, turned)
}

// OnButton reports whether a point of the window, in physical pixels, is on the button. A turned token has its button
// elsewhere, and on the back it cannot be reached.
func (l Layout) OnButton(x, y float64, turned, back bool) bool {
	buttonX, buttonY := l.ButtonCentre(turned)
	return !back && math.Hypot(x-buttonX, y-buttonY) <= buttonRadius*l.fob.scale
}

// place converts a point of the fob's picture to one of the window.
func (l Layout) place(x, y float64, turned bool) (windowX, windowY float64) {
	if turned {
		x, y = float64(l.fob.size.X)-x, float64(l.fob.size.Y)-y
	}
	return float64(l.Fob.Min.X) + x, float64(l.Fob.Min.Y) + y
}

// placeRectangle converts a rectangle of the fob's picture to one of the window.
func (l Layout) placeRectangle(r image.Rectangle, turned bool) image.Rectangle {
	if turned {
		r = image.Rectangle{Min: l.fob.size.Sub(r.Max), Max: l.fob.size.Sub(r.Min)}
	}
	return r.Add(l.Fob.Min)
}
