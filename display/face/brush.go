package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// canvas is what the fob's fixed parts are drawn on: a picture ([brush]) or an SVG document ([drawing]).
type canvas interface {
	layer(f fob, l layer)
	fill(where image.Rectangle, ink color.NRGBA)
	// line writes a text centred vertically on y and aligned at x, shortened to the width.
	line(s style, text string, x, y, width float64, side align, ink color.NRGBA)
	letters() *letters
}

// brush paints on a picture, within the picture's bounds.
type brush struct {
	picture *image.RGBA
	store   *store
}

func (b brush) letters() *letters { return &b.store.letters }

// fill paints a rectangle.
func (b brush) fill(where image.Rectangle, ink color.NRGBA) {
	draw.Draw(b.picture, where, image.NewUniform(ink), image.Point{}, draw.Over)
}

// distance returns the signed distance of a point from the edge of a shape, negative inside it.
type distance func(x, y float64) float64

// shape paints the inside of a shape that lies within the rectangle where. soft is the width of its edge in pixels: 1
// is a crisp edge.
func (b brush) shape(where image.Rectangle, inside distance, soft float64, ink color.NRGBA) {
	where = where.Intersect(b.picture.Bounds())
	for y := where.Min.Y; y < where.Max.Y; y++ {
		row := b.picture.Pix[b.picture.PixOffset(where.Min.X, y):]
		for x := where.Min.X; x < where.Max.X; x++ {
			covered := clamp(0.5 - inside(float64(x)+0.5, float64(y)+0.5)/soft)
			if covered > 0 {
				blend(row[4*(x-where.Min.X):], ink, covered)
			}
		}
	}
}

// blend paints a colour over one pixel, of which the part covered (0 to 1) is covered.
func blend(pixel []uint8, ink color.NRGBA, covered float64) {
	if covered >= 1 && ink.A == 0xff {
		pixel[0], pixel[1], pixel[2], pixel[3] = ink.R, ink.G, ink.B, 0xff
		return
	}
	alpha := covered * float64(ink.A) / 255
	for i, channel := range [4]uint8{ink.R, ink.G, ink.B, 0xff} {
		pixel[i] = uint8(float64(channel)*alpha + float64(pixel[i])*(1-alpha) + 0.5)
	}
}

// clamp limits a value to the range from 0 to 1.
func clamp(v float64) float64 { return min(max(v, 0), 1) }

// smooth is clamp with a smooth transition at either end.
func smooth(v float64) float64 {
	v = clamp(v)
	return v * v * (3 - 2*v)
}

// box returns a rectangle with rounded corners.
func box(left, top, right, bottom, radius float64) distance {
	middleX, middleY := (left+right)/2, (top+bottom)/2
	radius = min(radius, (right-left)/2, (bottom-top)/2)
	halfWidth, halfHeight := (right-left)/2-radius, (bottom-top)/2-radius
	return func(x, y float64) float64 {
		x, y = math.Abs(x-middleX)-halfWidth, math.Abs(y-middleY)-halfHeight
		if x <= 0 || y <= 0 {
			return max(x, y) - radius
		}
		return math.Sqrt(x*x+y*y) - radius
	}
}

// boxIn returns the box that fills a rectangle.
func boxIn(r image.Rectangle, radius float64) distance {
	return box(float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y), radius)
}

// disc returns a filled circle.
func disc(middleX, middleY, radius float64) distance {
	return func(x, y float64) float64 {
		x, y = x-middleX, y-middleY
		return math.Sqrt(x*x+y*y) - radius
	}
}

// stroke returns a straight line of the given width with round ends.
func stroke(fromX, fromY, toX, toY, width float64) distance {
	alongX, alongY := toX-fromX, toY-fromY
	square := alongX*alongX + alongY*alongY
	return func(x, y float64) float64 {
		x, y = x-fromX, y-fromY
		part := clamp((x*alongX + y*alongY) / square)
		return math.Hypot(x-part*alongX, y-part*alongY) - width/2
	}
}

// edge returns a line of the given width along the inside of a shape's edge.
func edge(of distance, width float64) distance {
	return func(x, y float64) float64 { return math.Abs(of(x, y)+width/2) - width/2 }
}

// lay paints a picture over the existing one, optionally turned by 180 degrees. Both orientations produce the same
// pixels.
func (b brush) lay(img *image.RGBA, where image.Rectangle, turned bool) {
	part := where.Intersect(b.picture.Bounds())
	step := 4
	if turned {
		step = -4
	}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		to := b.picture.Pix[b.picture.PixOffset(part.Min.X, y):]
		x, from := part.Min.X-where.Min.X, y-where.Min.Y
		if turned {
			x, from = where.Dx()-1-x, where.Dy()-1-from
		}
		offset := img.PixOffset(img.Rect.Min.X+x, img.Rect.Min.Y+from)
		for i := 0; i < 4*part.Dx(); i += 4 {
			over(to[i:i+4:i+4], img.Pix[offset:offset+4:offset+4])
			offset += step
		}
	}
}

// over composites one premultiplied pixel over another.
func over(below, pixel []uint8) {
	switch through := 255 - uint32(pixel[3]); through {
	case 0:
		copy(below, pixel)
	case 255:
	default:
		for i := range below {
			below[i] = pixel[i] + uint8((uint32(below[i])*through+127)/255)
		}
	}
}
