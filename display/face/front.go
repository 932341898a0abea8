package face

import "image"

// front is the case seen from the front, without the LCD and the button.
type front struct {
	fob    fob
	turned bool
	model  string
}

func (f front) paint(b brush, where image.Rectangle) {
	upright := front{f.fob, false, f.model}
	img := b.store.fronts.get(upright, func() *image.RGBA {
		img := casing(f.fob, false)
		upright.drawParts(brush{img, b.store})
		return img
	})
	b.lay(img, where, f.turned)
}

// drawParts draws the fixed parts on the case.
func (f front) drawParts(c canvas) {
	for _, l := range frontLayers {
		c.layer(f.fob, l)
	}
	scale := f.fob.scale
	x, y := f.fob.at(glassX, -glassHeight/2-bezel-17)
	size := c.letters().shrink(style{medium, 13 * scale}, f.model, 190*scale, 8*scale)
	c.line(size, f.model, x, y, 190*scale, centre, printInk)
}
