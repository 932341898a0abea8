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
	b.lay(b.store.buttons.get(upright, upright.draw), where, k.turned)
}

// draw paints the button at its position in the fob's picture.
func (k button) draw() *image.RGBA {
	img := image.NewRGBA(k.fob.buttonSquare())
	b := brush{picture: img}
	x, y := k.fob.button()
	scale := k.fob.scale
	if k.down {
		b.layer(k.fob, buttonGapLayer)
		k.dome(img, x, y+domeSink*scale, (buttonRadius-domeGap)*scale)
		b.shape(img.Rect, crescent(x, y, buttonRadius*scale, crescentDepth*scale), 1+crescentSoft*scale, withAlpha(buttonShade, crescentShade))
		return img
	}
	b.layer(k.fob, buttonGapLayer)
	b.layer(k.fob, buttonShadowLayer)
	k.dome(img, x, y-domeRise*scale, buttonRadius*scale)
	return img
}

// How far the button appears above its centre when it is up and below it when it is down, and how much smaller it is
// then, in logical pixels.
const (
	domeRise = 0.6
	domeSink = 1.2
	domeGap  = 1.5
)

// The shadow of the hole's upper edge on a button that is down: its depth and the width of its edge in logical pixels,
// and its opacity.
const (
	crescentDepth = 4.0
	crescentSoft  = 5.0
	crescentShade = 0.5
)

// dome paints the button's surface: a flat dome with a hollow for the thumb.
func (k button) dome(img *image.RGBA, middleX, middleY, radius float64) {
	for row := img.Rect.Min.Y; row < img.Rect.Max.Y; row++ {
		for column := img.Rect.Min.X; column < img.Rect.Max.X; column++ {
			x, y := (float64(column)+0.5-middleX)/radius, (float64(row)+0.5-middleY)/radius
			out := math.Sqrt(x*x + y*y)
			covered := clamp(0.5 + (1-out)*radius)
			if covered == 0 {
				continue
			}
			red, green, blue := k.domeColour(x, y)
			pixel := [4]uint8{channel(red, covered), channel(green, covered), channel(blue, covered), channel(255, covered)}
			i := img.PixOffset(column, row)
			over(img.Pix[i:i+4], pixel[:])
		}
	}
}

// domeColour returns the dome's colour at a point, each channel from 0 to 255. The dome's centre is the origin and its
// radius is 1.
func (k button) domeColour(x, y float64) (red, green, blue float64) {
	out := math.Sqrt(x*x + y*y)
	tilt := smooth((out-0.72)/0.28)*0.75 - 0.22*out*clamp((0.8-out)*5)
	shade, glare := lit(x/max(out, 0.01)*tilt, y/max(out, 0.01)*tilt)
	if k.down {
		return 80*shade + glare, 98*shade + glare, 118*shade + glare
	}
	return 96*shade + glare, 116*shade + glare, 138*shade + glare
}

// crescent returns the part of a disc that the same disc further down does not cover: the shadow of a hole's upper
// edge.
func crescent(x, y, radius, depth float64) distance {
	hole, light := disc(x, y, radius), disc(x, y+depth, radius)
	return func(x, y float64) float64 { return max(hole(x, y), -light(x, y)) }
}
