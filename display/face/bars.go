package face

import (
	"image"
	"image/color"

	"github.com/boombuler/barcode/code128"
)

// quietZone is how many of a bar code's narrowest bars have to be blank on both of its sides.
const quietZone = 10

// barCode is a text as Code 128 in a rectangle, quietZone zones included. Bars are whole pixels wide, or no reader could
// tell them apart in a picture of the window; where they cannot be, or where Code 128 cannot encode the text, there are
// none.
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

// encode returns a bar or a gap for each of the code's narrowest units. It is empty for what is not plain ASCII: the
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
