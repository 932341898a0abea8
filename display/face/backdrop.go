package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// backdrop is the table that the fob lies on, and the fob's shadow on it.
type backdrop struct {
	fobAt    image.Rectangle
	fob      fob
	mirrored bool // the narrow end is at the right
}

// The shadow, in logical pixels: how far it reaches beyond the fob's picture, how far below the fob it is, and how
// soft it is.
const (
	shadowReach = 26.0
	shadowDrop  = 9.0
	shadowSoft  = 34.0
	shadowDepth = 0.42
)

func (d backdrop) paint(b brush, where image.Rectangle) {
	for y := b.picture.Rect.Min.Y; y < b.picture.Rect.Max.Y; y++ {
		row := image.Rect(where.Min.X, y, where.Max.X, y+1)
		draw.Draw(b.picture, row, image.NewUniform(tableAt(y, where)), image.Point{}, draw.Src)
	}
	shadow := shadow{d.fob, d.mirrored}
	mask := b.store.shadows.keep(shadow, shadow.draw)
	at := mask.Rect.Add(d.fobAt.Min)
	draw.DrawMask(b.picture, at, image.NewUniform(shadowInk), image.Point{}, mask, mask.Rect.Min, draw.Over)
}

// tableAt is the colour of a row of the table.
func tableAt(y int, table image.Rectangle) color.NRGBA {
	down := float64(y-table.Min.Y) / float64(max(table.Dy()-1, 1))
	mix := func(top, bottom uint8) uint8 {
		return uint8(math.Round(float64(top) + down*(float64(bottom)-float64(top))))
	}
	return color.NRGBA{
		R: mix(tableTop.R, tableBottom.R),
		G: mix(tableTop.G, tableBottom.G),
		B: mix(tableTop.B, tableBottom.B),
		A: 0xff,
	}
}

// shadow is the fob's shadow.
type shadow struct {
	fob      fob
	mirrored bool
}

// draw paints how dark the shadow is in and around the fob's picture.
func (s shadow) draw() *image.Alpha {
	f := s.fob
	reach := int(math.Ceil(shadowReach * f.scale))
	mask := image.NewAlpha(image.Rectangle{Max: f.size}.Inset(-reach))
	eachRow(mask.Rect.Min.Y, mask.Rect.Max.Y, func(row int) {
		pixels := mask.Pix[mask.PixOffset(mask.Rect.Min.X, row):]
		y := (float64(row)+0.5-float64(f.size.Y)/2)/f.scale - shadowDrop
		for i := range mask.Rect.Dx() {
			x := (float64(mask.Rect.Min.X+i) + 0.5 - float64(f.size.X)/2) / f.scale
			if s.mirrored {
				x = -x
			}
			away, _, _ := egg(x, y)
			dark := smooth(0.5 - away/shadowSoft)
			pixels[i] = uint8(255*shadowDepth*dark*dark + 0.5)
		}
	})
	return mask
}
