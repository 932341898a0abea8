package face

import (
	"image"
	"math"
)

// The measures of the fob, in logical pixels at scale 1, from the middle of its picture. The case lies with its narrow
// end, where the ring goes through, at the left.
const (
	fobWidth  = 430.0
	fobHeight = 240.0

	glassX, glassY          = -33.0, 0.0 // the middle of the LCD's glass
	glassWidth, glassHeight = 210.0, 63.0
	bezel                   = 11.0 // around the glass

	buttonX, buttonY = 133.0, 0.0
	buttonRadius     = 30.0
	collar           = 7.0 // around the button

	holeX, holeY = -187.0, 0.0
	holeRadius   = 9.5
)

// fob is the fob's picture at a scale: its size in pixels, and how many of them a logical pixel has.
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

// at turns measures into pixels of the picture.
func (f fob) at(x, y float64) (pixelX, pixelY float64) {
	return float64(f.size.X)/2 + x*f.scale, float64(f.size.Y)/2 + y*f.scale
}

// rectangle is what has its middle at x, y, in whole pixels.
func (f fob) rectangle(x, y, width, height float64) image.Rectangle {
	left, top := f.at(x-width/2, y-height/2)
	right, bottom := f.at(x+width/2, y+height/2)
	return image.Rect(int(math.Round(left)), int(math.Round(top)), int(math.Round(right)), int(math.Round(bottom)))
}

// glass is the LCD.
func (f fob) glass() image.Rectangle { return glassShape.pixels(f) }

// button is the middle of the button.
func (f fob) button() (x, y float64) {
	return f.at(buttonX, buttonY)
}

// buttonSquare is what the button may paint on.
func (f fob) buttonSquare() image.Rectangle {
	const side = 2 * (buttonRadius + collar)
	return f.rectangle(buttonX, buttonY, side, side)
}
