package face

import (
	"image"
	"math"
)

// The dimensions of the fob, in logical pixels at scale 1, relative to the centre of its picture. The narrow end of the
// case, with the hole for the key ring, is at the left.
const (
	fobWidth  = 430.0
	fobHeight = 240.0

	glassX, glassY          = -33.0, 0.0 // the centre of the LCD's glass
	glassWidth, glassHeight = 210.0, 63.0
	bezel                   = 11.0 // around the glass

	buttonX, buttonY = 133.0, 0.0
	buttonRadius     = 30.0
	collar           = 7.0 // around the button

	holeX, holeY = -187.0, 0.0
	holeRadius   = 9.5
)

// fob is the size of the fob's picture, in pixels, and its scale, in pixels per logical pixel.
type fob struct {
	size  image.Point
	scale float64
}

func newFob(scale float64) fob {
	return fob{
		size:  image.Pt(max(int(math.Round(fobWidth*scale)), 1), max(int(math.Round(fobHeight*scale)), 1)),
		scale: scale,
	}
}

// at converts logical coordinates to pixels of the picture.
func (f fob) at(x, y float64) (pixelX, pixelY float64) {
	return float64(f.size.X)/2 + x*f.scale, float64(f.size.Y)/2 + y*f.scale
}

// rectangle returns the rectangle centred on (x, y), rounded to whole pixels.
func (f fob) rectangle(x, y, width, height float64) image.Rectangle {
	left, top := f.at(x-width/2, y-height/2)
	right, bottom := f.at(x+width/2, y+height/2)
	return image.Rect(int(math.Round(left)), int(math.Round(top)), int(math.Round(right)), int(math.Round(bottom)))
}

// glass returns the position of the LCD.
func (f fob) glass() image.Rectangle { return glassShape.pixels(f) }

// button returns the centre of the button.
func (f fob) button() (x, y float64) {
	return f.at(buttonX, buttonY)
}

// buttonSquare returns the area that the button may paint on.
func (f fob) buttonSquare() image.Rectangle {
	const side = 2 * (buttonRadius + collar)
	return f.rectangle(buttonX, buttonY, side, side)
}
