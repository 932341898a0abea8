package face

import (
	"image"
	"image/draw"

	"etokenpass/display"
)

// glass is the LCD.
type glass struct {
	fob    fob
	turned bool
	frame  display.Frame
}

func (g glass) paint(b brush, where image.Rectangle) {
	upright := glass{g.fob, false, g.frame}
	b.lay(b.store.glasses.get(upright, upright.draw), where, g.turned)
}

// draw paints the LCD at its position in the fob's picture.
func (g glass) draw() *image.RGBA {
	img := image.NewRGBA(g.fob.glass())
	draw.Draw(img, img.Rect, image.NewUniform(display.Glass), image.Point{}, draw.Src)
	g.sink(img)
	x, y, scale := g.fob.cells(len(g.frame.Cells()))
	g.frame.Draw(img, x, y, scale)
	return img
}

// The shade that the frame's upper edge casts on the glass: its depth in logical pixels and its opacity at the top.
const (
	sinkDepth = 6.0
	sinkShade = 0.30
)

// sink darkens the glass below the upper edge of the frame around it.
func (g glass) sink(img *image.RGBA) {
	b := brush{picture: img}
	depth := int(sinkDepth * g.fob.scale)
	for i := range depth {
		row := image.Rect(img.Rect.Min.X, img.Rect.Min.Y+i, img.Rect.Max.X, img.Rect.Min.Y+i+1)
		b.fill(row, withAlpha(glassEdge, sunk(float64(i)/float64(depth))))
	}
}

// sunk returns the shade's opacity at a part (0 to 1) of its depth.
func sunk(part float64) float64 { return sinkShade * (1 - part) * (1 - part) }
