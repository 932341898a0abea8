package display

import (
	"image"
	"image/draw"

	"golang.org/x/image/vector"
)

// The range of an LCD image's height, in pixels. Below the minimum, segments blur into each other; above the maximum, an
// image takes more than 80 MiB.
const (
	MinHeight = 16
	MaxHeight = 2048
)

// Image returns an opaque, anti-aliased [*image.RGBA] of the frame. The height is in pixels and is clamped to the range
// from [MinHeight] to [MaxHeight]; the width follows from it. The caller may modify the image.
func (f Frame) Image(height int) image.Image {
	height = min(max(height, MinHeight), MaxHeight)
	unitsWide, unitsHigh := Size(f.cells)
	scale := float64(height) / unitsHigh
	img := image.NewRGBA(image.Rect(0, 0, int(unitsWide*scale+0.5), height))
	draw.Draw(img, img.Bounds(), image.NewUniform(Glass), image.Point{}, draw.Src)

	f.Draw(img, 0, 0, scale)
	return img
}

// Draw draws the frame's segments on an image, with the LCD's upper left corner at (x, y), in pixels, and scale pixels
// per unit. It does not draw the background: fill it with [Glass] first.
func (f Frame) Draw(img *image.RGBA, x, y, scale float64) {
	x, y = x-float64(img.Rect.Min.X), y-float64(img.Rect.Min.Y)
	raster := vector.NewRasterizer(img.Rect.Dx(), img.Rect.Dy())
	for _, ink := range f.inks() {
		raster.Reset(img.Rect.Dx(), img.Rect.Dy())
		for _, outline := range ink.outlines {
			for i, p := range outline {
				pixelX, pixelY := float32(x+(p.X+ink.offset)*scale), float32(y+(p.Y+ink.offset)*scale)
				if i == 0 {
					raster.MoveTo(pixelX, pixelY)
				} else {
					raster.LineTo(pixelX, pixelY)
				}
			}
			raster.ClosePath()
		}
		raster.Draw(img, img.Rect, image.NewUniform(ink.colour), image.Point{})
	}
}
