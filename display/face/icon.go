package face

import (
	"image"

	"etokenpass/display"
)

// Icon paints the fob alone, on nothing, in a square picture that is so many pixels wide and as wide as the fob.
func Icon(pixels int) image.Image {
	pixels = max(pixels, 1)
	fob := newFob(float64(pixels) / fobWidth)
	icon := image.NewRGBA(image.Rect(0, 0, pixels, pixels))
	b := brush{icon, &store{}}
	at := image.Rectangle{Max: fob.size}.Add(image.Pt((pixels-fob.size.X)/2, (pixels-fob.size.Y)/2))
	layout := Layout{Window: icon.Rect, Area: icon.Rect, Fob: at, fob: fob}
	for _, e := range composeFob(Scene{LCD: iconFrame()}, layout) {
		e.element.paint(b, e.where)
	}
	return icon
}

// iconFrame is a code as an example; an LCD of six cells shows any.
func iconFrame() display.Frame {
	lcd, err := display.NewLCD(display.MinCells)
	if err != nil {
		return display.Frame{}
	}
	frame, err := lcd.Frame("755224")
	if err != nil {
		return display.Frame{}
	}
	return frame
}
