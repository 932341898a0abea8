package face

import (
	"image"
	"image/color"

	"github.com/boombuler/barcode/code128"
)

// quiet is how many of a bar code's narrowest bars have to be blank on both of its sides.
const quiet = 10

// paintBars paints a text as Code 128 into a rectangle, quiet zones included. Bars are whole pixels wide, or no reader
// could tell them apart in a picture of the window; where they cannot be, or where Code 128 cannot say the text, there
// is no bar code.
func paintBars(b brush, text string, where image.Rectangle, ink color.NRGBA) bool {
	bars := encode(text)
	if len(bars) == 0 {
		return false
	}
	wide := where.Dx() / (len(bars) + 2*quiet)
	if wide < 1 || where.Dy() < 1 {
		return false
	}
	x := where.Min.X + (where.Dx()-wide*len(bars))/2
	for _, black := range bars {
		if black {
			b.fill(image.Rect(x, where.Min.Y, x+wide, where.Max.Y), ink)
		}
		x += wide
	}
	return true
}

// encode gives a bar or a gap for each of the code's narrowest units. It is empty for what is not plain ASCII: the
// encoder takes some letters beyond it for commands to the reader.
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
