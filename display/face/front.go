package face

import "image"

// front is the case as seen from the front, but for the LCD and the button.
type front struct {
	fob    fob
	turned bool
	model  string
}

func (f front) paint(b brush, where image.Rectangle) {
	upright := front{f.fob, false, f.model}
	img := b.store.fronts.keep(upright, func() *image.RGBA {
		img := casing(f.fob, false)
		upright.furnish(brush{img, b.store})
		return img
	})
	b.lay(img, where, f.turned)
}

// furnish puts on the case what is fixed to it.
func (f front) furnish(b brush) {
	scale, glass := f.fob.scale, f.fob.glass()
	frame := glass.Inset(-int(bezel*scale + 0.5))
	around := frame.Inset(-int(3*scale + 1))

	b.shape(around, lowered(boxIn(frame, 13*scale), 1.6*scale), 1+scale, thin(shine, 0.55))
	b.shape(around, lowered(boxIn(frame, 13*scale), -1*scale), 1+1.5*scale, thin(shadowInk, 0.35))
	b.shape(frame, boxIn(frame, 13*scale), 1, bezelFill)
	b.shape(frame, edge(boxIn(frame, 13*scale), max(scale, 1)), 1, bezelEdge)
	rim := glass.Inset(-int(1.5*scale + 0.5))
	b.shape(rim, boxIn(rim, 3*scale), 1, glassEdge)

	x, y := f.fob.button()
	square := f.fob.buttonSquare()
	b.shape(square, disc(x, y+1.5*scale, (buttonRadius+4.5)*scale), 1+2*scale, thin(shine, 0.6))
	b.shape(square, disc(x, y, (buttonRadius+4)*scale), 1+scale, collarFill)

	textX, textY := f.fob.at(glassX, -glassHeight/2-bezel-17)
	size := style{medium, 13 * scale}
	b.line(b.store.letters.shrink(size, f.model, 190*scale, 8*scale), f.model, textX, textY, 190*scale, centre, printInk)
}

// lowered is a shape further down.
func lowered(of distance, by float64) distance {
	return func(x, y float64) float64 { return of(x, y-by) }
}
