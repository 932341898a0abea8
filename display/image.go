package display

import (
	"image"
	"image/draw"

	"golang.org/x/image/vector"
)

// How high, in pixels, an image of an LCD can be. Below the minimum segments blur into each other; above the maximum
// one image takes more than 80 MiB.
const (
	MinHeight = 16
	MaxHeight = 2048
)

// Image draws the frame in pixels, anti-aliased and opaque. The width follows from the height, which is in pixels and
// brought into the range from [MinHeight] to [MaxHeight]. The result is an [*image.RGBA] of the caller's own.
func (f Frame) Image(height int) image.Image {
	height = min(max(height, MinHeight), MaxHeight)
	unitsWide, unitsHigh := Size(f.cells)
	scale := float64(height) / unitsHigh
	img := image.NewRGBA(image.Rect(0, 0, int(unitsWide*scale+0.5), height))
	draw.Draw(img, img.Bounds(), image.NewUniform(Glass), image.Point{}, draw.Src)

	shapes := f.Shapes()
	fill(img, shapes, false, Ghost, 0, scale)
	fill(img, shapes, true, Shadow, shadowOffset, scale)
	fill(img, shapes, true, Lit, 0, scale)
	return img
}

// fill paints the shapes that are lit, or those that are not, moved by offset units to the lower right.
func fill(img *image.RGBA, shapes []Shape, lit bool, colour Colour, offset, scale float64) {
	bounds := img.Bounds()
	raster := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	for _, shape := range shapes {
		if shape.Lit != lit {
			continue
		}
		for i, p := range shape.Outline {
			x, y := float32((p.X+offset)*scale), float32((p.Y+offset)*scale)
			if i == 0 {
				raster.MoveTo(x, y)
			} else {
				raster.LineTo(x, y)
			}
		}
		raster.ClosePath()
	}
	raster.Draw(img, bounds, image.NewUniform(colour), image.Point{})
}
