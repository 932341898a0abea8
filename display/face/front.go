package face

import "image"

// front is the case seen from the front, without the LCD and the button.
type front struct {
	fob           fob
	turned        bool
	model, serial string // the serial may be empty
}

func newFront(f fob, scene Scene) front {
	made := front{fob: f, turned: scene.Turned, model: scene.Model}
	if scene.SerialOnFront {
		made.serial = scene.Serial
	}
	return made
}

func (f front) paint(b brush, where image.Rectangle) {
	upright := f
	upright.turned = false
	img := b.store.fronts.get(upright, func() *image.RGBA {
		img := casing(f.fob, false)
		upright.drawParts(brush{img, b.store})
		return img
	})
	b.lay(img, where, f.turned)
}

// The texts above and below the LCD, in logical pixels.
const (
	frontTextWidth = 190.0
	frontTextGap   = 17.0 // from the frame around the LCD to the middle of a text
)

// drawParts draws the fixed parts on the case.
func (f front) drawParts(c canvas) {
	for _, l := range frontLayers {
		c.layer(f.fob, l)
	}
	scale, letters := f.fob.scale, c.letters()
	width, away := frontTextWidth*scale, glassHeight/2+bezel+frontTextGap
	x, y := f.fob.at(glassX, -away)
	model := letters.shrink(style{medium, 13 * scale}, f.model, width, 8*scale)
	c.line(model, f.model, x, y, width, centre, printInk)
	if f.serial != "" {
		x, y := f.fob.at(glassX, away)
		serial := letters.shrink(style{regular, 12 * scale}, f.serial, width, 10*scale)
		c.line(serial, letters.fitMiddle(serial, f.serial, width), x, y, width+1, centre, printInk)
	}
}
