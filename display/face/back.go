package face

import "image"

// back is the case seen from the back, with its label.
type back struct {
	fob                 fob
	turned              bool
	model, serial, made string
}

func (k back) paint(b brush, where image.Rectangle) {
	upright := k
	upright.turned = false
	img := b.store.backs.get(upright, func() *image.RGBA {
		img := casing(k.fob, true)
		upright.drawLabel(brush{img, b.store})
		return img
	})
	b.lay(img, where, k.turned)
}

// labelMargin is the distance from the label's edges to its contents, in logical pixels.
const labelMargin = 11.0

// drawLabel draws the label on the case.
func (k back) drawLabel(c canvas) {
	for _, l := range backLayers {
		c.layer(k.fob, l)
	}
	scale := k.fob.scale
	label := labelShape.pixels(k.fob)
	k.writeHead(c, label)
	bars := image.Rect(label.Min.X+2, label.Min.Y+int(35*scale), label.Max.X-2, label.Max.Y-int(33*scale))
	code := barCode(k.serial, bars)
	for _, bar := range code {
		c.fill(bar, labelInk)
	}
	if len(code) > 0 {
		k.writeSerial(c, label, float64(label.Max.Y)-18*scale, 1, 8*scale)
	} else {
		// No bar code: there is space for a long serial number.
		k.writeSerial(c, label, float64(bars.Min.Y+bars.Max.Y)/2, 4, 12*scale)
	}
}

// writeHead writes the model and, if known, the date of manufacture.
func (k back) writeHead(c canvas, label image.Rectangle) {
	scale, letters := k.fob.scale, c.letters()
	from, to := float64(label.Min.X)+labelMargin*scale, float64(label.Max.X)-labelMargin*scale
	y, free := float64(label.Min.Y)+19*scale, to-from
	if k.made != "" {
		made, most := style{regular, 11 * scale}, free*0.45
		c.line(made, k.made, to, y, most, right, labelDim)
		free -= min(letters.width(made, printable(k.made)), most) + 10*scale
	}
	model := letters.shrink(style{medium, 15 * scale}, k.model, free, 9*scale)
	c.line(model, k.model, from, y, free, left, labelInk)
}

// writeSerial writes the serial number centred on y. It shrinks the text to the size least if necessary, and then
// breaks it into at most maxLines lines.
func (k back) writeSerial(c canvas, label image.Rectangle, y float64, maxLines int, least float64) {
	scale, letters := k.fob.scale, c.letters()
	middle, width := float64(label.Min.X+label.Max.X)/2, float64(label.Dx())-2*labelMargin*scale
	text := "S/N " + k.serial
	size := letters.shrink(style{mono, 14 * scale}, text, width, least)
	lines := []string{text}
	if maxLines > 1 {
		lines = letters.breakAnywhere(size, text, width, maxLines)
	}
	y -= float64(len(lines)-1) / 2 * 17 * scale
	for i, line := range lines {
		c.line(size, line, middle, y+float64(i)*17*scale, width+1, centre, labelInk)
	}
}
