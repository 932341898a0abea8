package window

import (
	"image"

	"etokenpass/display/face"
)

// extraWidth is how much wider the window gets for the panel, so that the token keeps its
// size. It is 0 for a window with space under its token: the panel goes there. The size
// is in logical pixels.
func extraWidth(size image.Point) int {
	without := face.Arrange(face.Size{Width: size.X, Height: size.Y, Density: 1}, false)
	with := face.Arrange(face.Size{Width: size.X, Height: size.Y, Density: 1}, true)
	if with.Fob.Size() == without.Fob.Size() {
		return 0
	}
	return face.PanelWidth * without.Fob.Dx() / fobWidth
}

// growth is a window that has grown for the panel.
type growth struct{ from, to image.Point }

// grow makes the window wider for the panel, on a screen of such a width.
func grow(size image.Point, screenWidth int) growth {
	wider := min(size.X+extraWidth(size), max(screenWidth, size.X))
	return growth{size, image.Pt(wider, size.Y)}
}

// fobWidth is how wide the token is in a window of face.Width by face.Height.
var fobWidth = face.Arrange(firstSize(1), false).Fob.Dx()

// firstSize is how large a window is at the start.
func firstSize(scale float64) face.Size {
	return face.Size{Width: int(face.Width * scale), Height: int(face.Height * scale), Density: 1}
}
