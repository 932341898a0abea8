package face

import (
	"image"
	"math"
)

// button is the button, up or down.
type button struct {
	fob    fob
	turned bool
	down   bool
}

func (k button) paint(b brush, where image.Rectangle) {
	upright := button{k.fob, false, k.down}
	b.lay(b.store.buttons.keep(upright, upright.draw), where, k.turned)
}

// draw paints the button where it is in the fob's picture.
func (k button) draw() *image.RGBA {
	img := image.NewRGBA(k.fob.buttonSquare())
	b := brush{picture: img}
	x, y := k.fob.button()
	scale := k.fob.scale
	b.shape(img.Rect, disc(x, y, (buttonRadius+2)*scale), 1, buttonGap) // the gap around it
	if k.down {
		k.dome(img, x, y+1.2*scale, (buttonRadius-1.5)*scale)
		b.shape(img.Rect, crescent(x, y, buttonRadius*scale, 4*scale), 1+5*scale, thin(buttonShade, 0.5))
		return img
	}
	b.shape(img.Rect, disc(x, y+3*scale, (buttonRadius-1)*scale), 1+5*scale, thin(buttonShade, 0.6))
	k.dome(img, x, y-0.6*scale, buttonRadius*scale)
	return img
}

// dome is the button's surface: a flat dome with a hollow for the thumb.
func (k button) dome(img *image.RGBA, middleX, middleY, radius float64) {
	red, green, blue := 96.0, 116.0, 138.0
	if k.down {
		red, green, blue = 80, 98, 118
	}
	for row := img.Rect.Min.Y; row < img.Rect.Max.Y; row++ {
		for column := img.Rect.Min.X; column < img.Rect.Max.X; column++ {
			x, y := (float64(column)+0.5-middleX)/radius, (float64(row)+0.5-middleY)/radius
			out := math.Sqrt(x*x + y*y)
			covered := within(0.5 + (1-out)*radius)
			if covered == 0 {
				continue
			}
			tilt := smooth((out-0.72)/0.28)*0.75 - 0.22*out*within((0.8-out)*5)
			shade, glare := lit(x/max(out, 0.01)*tilt, y/max(out, 0.01)*tilt)
			pixel := [4]uint8{
				channel(red*shade+glare, covered),
				channel(green*shade+glare, covered),
				channel(blue*shade+glare, covered),
				channel(255, covered),
			}
			i := img.PixOffset(column, row)
			over(img.Pix[i:i+4], pixel[:])
		}
	}
}

// crescent is what of a disc is not covered by the same disc further down: the shadow of a hole's upper edge.
func crescent(x, y, radius, depth float64) distance {
	hole, light := disc(x, y, radius), disc(x, y+depth, radius)
	return func(x, y float64) float64 { return max(hole(x, y), -light(x, y)) }
}
