package face

import (
	"image"
	"image/color"

	"github.com/boombuler/barcode/code128"
)

// quietZone is the width of the blank margin on either side of a bar code, in units of its narrowest bar.
const quietZone = 10

// barCode returns the bars of a text in Code 128, centred in a rectangle, with room for the quiet zones. Bars are whole
// pixels wide, because readers cannot resolve fractions in a picture of the window. It returns nil if the rectangle is
// too small or Code 128 cannot encode the text.
func barCode(text string, where image.Rectangle) []image.Rectangle {
	units := encode(text)
	wide := where.Dx() / (len(units) + 2*quietZone)
	if wide < 1 || where.Dy() < 1 {
		return nil
	}
	var bars []image.Rectangle
	x := where.Min.X + (where.Dx()-wide*len(units))/2
	for i, black := range units {
		if black && i > 0 && units[i-1] {
			bars[len(bars)-1].Max.X += wide
		} else if black {
			bars = append(bars, image.Rect(x, where.Min.Y, x+wide, where.Max.Y))
		}
		x += wide
	}
	return bars
}

// encode returns whether each of the code's narrowest units is a bar (true) or a gap. It returns nil for text that is
// not printable ASCII, because the encoder uses some other letters for control characters.
func encode(text string) []bool {
	for _, r := range text {
		if r < ' ' || r > '~' {
			return nil
		}
	}
	code, err := code128.Encode(text)
	if err != nil {
		return nil // too long, or empty
	}
	bars := make([]bool, code.Bounds().Dx())
	for i := range bars {
		bars[i] = code.At(i, 0) == color.Black
	}
	return bars
}
