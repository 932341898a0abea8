package face

import "image"

// back is the case as seen from the back, with its label.
type back struct {
	fob                 fob
	turned              bool
	model, serial, made string
}

func (k back) paint(b brush, where image.Rectangle) {
	upright := k
	upright.turned = false
	img := b.store.backs.keep(upright, func() *image.RGBA {
		img := casing(k.fob, true)
		upright.stick(brush{img, b.store})
		return img
	})
	b.lay(img, where, k.turned)
}

// The label, in logical pixels.
const (
	labelX, labelWidth, labelHeight = -10.0, 276.0, 124.0
	labelMargin                     = 11.0
)

// stick puts the label on the case.
func (k back) stick(b brush) {
	scale := k.fob.scale
	label := k.fob.rectangle(labelX, 0, labelWidth, labelHeight)
	b.shape(label.Inset(-int(3*scale+1)), lowered(boxIn(label, 7*scale), 0.7*scale), 1+2*scale, thin(shadowInk, 0.3))
	b.shape(label, boxIn(label, 7*scale), 1, labelFill)
	k.writeHead(b, label)
	bars := image.Rect(label.Min.X+2, label.Min.Y+int(35*scale), label.Max.X-2, label.Max.Y-int(33*scale))
	if paintBars(b, k.serial, bars, labelInk) {
		k.writeSerial(b, label, float64(label.Max.Y)-18*scale, 1, 8*scale)
	} else {
		// Without the bar code there is room for a long serial number.
		k.writeSerial(b, label, float64(bars.Min.Y+bars.Max.Y)/2, 4, 12*scale)
	}
}

// writeHead writes the model and, if it is known, the date.
func (k back) writeHead(b brush, label image.Rectangle) {
	scale, letters := k.fob.scale, &b.store.letters
	from, to := float64(label.Min.X)+labelMargin*scale, float64(label.Max.X)-labelMargin*scale
	y, room := float64(label.Min.Y)+19*scale, to-from
	if k.made != "" {
		made, most := style{regular, 11 * scale}, room*0.45
		b.line(made, k.made, to, y, most, right, labelDim)
		room -= min(letters.width(made, printable(k.made)), most) + 10*scale
	}
	model := letters.shrink(style{medium, 15 * scale}, k.model, room, 9*scale)
	b.line(model, k.model, from, y, room, left, labelInk)
}

// writeSerial writes the serial number around the height y, as small as least and then on so many lines if need be.
func (k back) writeSerial(b brush, label image.Rectangle, y float64, most int, least float64) {
	scale, letters := k.fob.scale, &b.store.letters
	middle, width := float64(label.Min.X+label.Max.X)/2, float64(label.Dx())-2*labelMargin*scale
	text := "S/N " + k.serial
	size := letters.shrink(style{mono, 14 * scale}, text, width, least)
	lines := []string{text}
	if most > 1 {
		lines = letters.chop(size, text, width, most)
	}
	y -= float64(len(lines)-1) / 2 * 17 * scale
	for i, line := range lines {
		b.line(size, line, middle, y+float64(i)*17*scale, width+1, centre, labelInk)
	}
}
