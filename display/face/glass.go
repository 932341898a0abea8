package face

import (
	"image"
	"image/draw"

	"golang.org/x/image/vector"

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
	b.lay(b.store.glasses.keep(upright, upright.draw), where, g.turned)
}

// shadowOffset is how far a lit segment's shadow falls to the right and down, in the LCD's units.
const shadowOffset = 2.2

// draw paints the LCD where it is in the fob's picture.
func (g glass) draw() *image.RGBA {
	img := image.NewRGBA(g.fob.glass())
	draw.Draw(img, img.Rect, image.NewUniform(display.Glass), image.Point{}, draw.Src)
	g.sink(img)
	shapes := g.frame.Shapes()
	g.fill(img, shapes, false, display.Ghost, 0)
	g.fill(img, shapes, true, display.Shadow, shadowOffset)
	g.fill(img, shapes, true, display.Lit, 0)
	return img
}

// sink darkens the glass below the upper edge of the frame around it.
func (g glass) sink(img *image.RGBA) {
	b := brush{picture: img}
	depth := int(6 * g.fob.scale)
	for i := range depth {
		shade := thin(glassEdge, 0.30*(1-float64(i)/float64(depth))*(1-float64(i)/float64(depth)))
		b.fill(image.Rect(img.Rect.Min.X, img.Rect.Min.Y+i, img.Rect.Max.X, img.Rect.Min.Y+i+1), shade)
	}
}

// fill paints the segments that are lit, or those that are not, moved to the lower right.
func (g glass) fill(img *image.RGBA, shapes []display.Shape, lit bool, colour display.Colour, offset float64) {
	cellsX, cellsY, scale := g.fob.cells(len(g.frame.Cells()))
	cellsX, cellsY = cellsX-float64(img.Rect.Min.X), cellsY-float64(img.Rect.Min.Y)
	raster := vector.NewRasterizer(img.Rect.Dx(), img.Rect.Dy())
	for _, shape := range shapes {
		if shape.Lit != lit {
			continue
		}
		for i, p := range shape.Outline {
			x, y := float32(cellsX+(p.X+offset)*scale), float32(cellsY+(p.Y+offset)*scale)
			if i == 0 {
				raster.MoveTo(x, y)
			} else {
				raster.LineTo(x, y)
			}
		}
		raster.ClosePath()
	}
	raster.Draw(img, img.Rect, image.NewUniform(colour), image.Point{})
}
