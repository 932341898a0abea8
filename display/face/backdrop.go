package face

import (
	"image"
	"image/draw"
	"math"
)

// backdrop is the table under the fob, and the fob's shadow on it.
type backdrop struct {
	fobAt    image.Rectangle
	fob      fob
	mirrored bool // the narrow end is at the right
}

// The shadow, in logical pixels: its reach beyond the fob's picture, its offset below the fob and the width of its soft
// edge. shadowDepth is its greatest opacity, from 0 to 1.
const (
	shadowReach = 26.0
	shadowDrop  = 9.0
	shadowSoft  = 34.0
	shadowDepth = 0.42
)

func (d backdrop) paint(b brush, where image.Rectangle) {
	for y := b.picture.Rect.Min.Y; y < b.picture.Rect.Max.Y; y++ {
		row := image.Rect(where.Min.X, y, where.Max.X, y+1)
		down := float64(y-where.Min.Y) / float64(max(where.Dy()-1, 1))
		b.fill(row, mixed(tableTop, tableBottom, down))
	}
	b.layShadow(shadow{d.fob, d.mirrored}, d.fobAt.Min)
}

// shadow identifies a shadow: the fob's size and orientation.
type shadow struct {
	fob      fob
	mirrored bool
}

// layShadow paints the shadow of a fob whose picture has its upper left corner at corner.
func (b brush) layShadow(s shadow, corner image.Point) {
	mask := b.store.shadows.get(s, s.draw)
	draw.DrawMask(b.picture, mask.Rect.Add(corner), image.NewUniform(shadowInk), image.Point{}, mask, mask.Rect.Min, draw.Over)
}

// draw returns the opacity of the shadow in and around the fob's picture.
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
			away, _, _ := outlineAt(x, y)
			pixels[i] = uint8(255*shadowDark(away) + 0.5)
		}
	})
	return mask
}

// shadowDark returns the shadow's opacity, from 0 to 1, at a signed distance in logical pixels from its outline, which
// is the outline of the case shifted down.
func shadowDark(away float64) float64 {
	dark := smooth(0.5 - away/shadowSoft)
	return shadowDepth * dark * dark
}
