package face

import (
	"image"
	"image/draw"

	resize "golang.org/x/image/draw"

	"etokenpass/display"
)

// The icon is the fob on a tile. Its dimensions are in pixels of the largest size.
const (
	iconSize   = 512
	iconMargin = 16.0 // from the edge of the picture to the tile
	iconCorner = 108.0
	iconScale  = 1.1 // of the fob
)

// Icon paints the application's icon on a transparent background: a square with a side of 1 to 512 pixels.
func Icon(pixels int) *image.RGBA {
	fob := newFob(iconScale)
	square := image.Rect(0, 0, iconSize, iconSize)
	corner := square.Max.Sub(fob.size).Div(2)
	b := brush{image.NewRGBA(square), &store{}}
	for y := range iconSize {
		b.fill(image.Rect(0, y, iconSize, y+1), mixed(tileTop, tileBottom, float64(y)/(iconSize-1)))
	}
	b.layShadow(shadow{fob: fob}, corner)
	b.picture = b.clipToTile()

	place := image.Rectangle{Min: corner, Max: corner.Add(fob.size)}
	for _, e := range composeFob(Scene{LCD: iconFrame()}, Layout{Window: square, Area: square, Fob: place, fob: fob}) {
		e.element.paint(b, e.where)
	}
	icon := image.NewRGBA(image.Rect(0, 0, pixels, pixels))
	resize.CatmullRom.Scale(icon, icon.Rect, b.picture, square, resize.Src, nil)
	return icon
}

// clipToTile returns the part of the picture that is inside the tile.
func (b brush) clipToTile() *image.RGBA {
	square := b.picture.Rect
	tile, cut := image.NewRGBA(square), image.NewRGBA(square)
	const far = iconSize - iconMargin
	brush{picture: tile}.shape(square, box(iconMargin, iconMargin, far, far, iconCorner), 1, shadowInk)
	draw.DrawMask(cut, square, b.picture, square.Min, tile, square.Min, draw.Src)
	return cut
}

// iconFrame returns an example code. It cannot fail, as the text fits on every LCD.
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
