package window

import (
	"image"

	"etokenpass/display/face"
)

// extraWidth returns by how much the window must be widened for the panel so that the token keeps its size, in logical
// pixels. It is 0 if there is enough space for the panel.
func extraWidth(size image.Point) int {
	without := face.Arrange(face.Size{Width: size.X, Height: size.Y, Density: 1}, false)
	with := face.Arrange(face.Size{Width: size.X, Height: size.Y, Density: 1}, true)
	if with.Fob.Size() == without.Fob.Size() {
		return 0
	}
	return face.PanelWidth * without.Fob.Dx() / fobWidth
}

// growth is the window's size, in logical pixels, before and after it was widened for the panel.
type growth struct{ from, to image.Point }

// grow widens the window for the panel, up to the screen's width.
func grow(size image.Point, screenWidth int) growth {
	wider := min(size.X+extraWidth(size), max(screenWidth, size.X))
	return growth{size, image.Pt(wider, size.Y)}
}

// fobWidth is the width of the token in a window of face.Width by face.Height.
var fobWidth = face.Arrange(firstSize(1), false).Fob.Dx()

// firstSize returns the initial size of a window.
func firstSize(scale float64) face.Size {
	return face.Size{Width: int(face.Width * scale), Height: int(face.Height * scale), Density: 1}
}
