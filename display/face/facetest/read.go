// Package facetest reads the LCD from a picture of the window, for tests.
package facetest

import (
	"image"
	"image/color"
	"math"

	"etokenpass/display"
	"etokenpass/display/face"
)

// Read returns the lit segments of each cell of an LCD as seen in a picture of the window.
func Read(picture image.Image, lcd face.LCD, cells int) []display.Segments {
	read := make([]display.Segments, cells)
	for cell := range read {
		for segment := display.A; segment <= display.G; segment <<= 1 {
			if isLit(picture, lcd, display.Origin(cell), display.Outline(segment)) {
				read[cell] |= segment
			}
		}
	}
	return read
}

// isLit samples a segment at three points: its centre and one on either side along its length.
func isLit(picture image.Image, lcd face.LCD, origin display.Point, outline []display.Point) bool {
	var middle display.Point
	for _, p := range outline {
		middle.X += p.X / float64(len(outline))
		middle.Y += p.Y / float64(len(outline))
	}
	ends := farthest(outline, middle)
	sum := 0.0
	for _, along := range []float64{-0.5, 0, 0.5} {
		x, y := lcd.At(display.Point{
			X: origin.X + middle.X + along*ends.X,
			Y: origin.Y + middle.Y + along*ends.Y,
		})
		sum += brightness(picture.At(int(math.Floor(x)), int(math.Floor(y))))
	}
	return sum/3 < (brightness(display.Ghost)+brightness(display.Lit))/2
}

// farthest returns the vector from the centre of an outline to its farthest corner.
func farthest(outline []display.Point, middle display.Point) (way display.Point) {
	for _, p := range outline {
		if x, y := p.X-middle.X, p.Y-middle.Y; math.Hypot(x, y) > math.Hypot(way.X, way.Y) {
			way = display.Point{X: x, Y: y}
		}
	}
	return way
}

func brightness(c color.Color) float64 {
	grey, _ := color.Gray16Model.Convert(c).(color.Gray16)
	return float64(grey.Y)
}
