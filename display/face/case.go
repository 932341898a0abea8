package face

import (
	"image"
	"math"
)

// The light comes from the upper left, and from the front.
const (
	lightX, lightY, lightZ = -0.33, -0.58, 0.745
	glareX, glareY, glareZ = -0.18, -0.36, 0.916 // halfway between the light and the viewer
)

// The plastic, 0 to 255.
const plasticRed, plasticGreen, plasticBlue = 190.0, 201.0, 213.0

const (
	bevel    = 30.0 // from the edge to the nearly flat part of the case
	holeEdge = 5.0
	seam     = 17.0 // from the edge to the joint of the shell's two halves
)

// The seam is a dark line with a highlight beside it, further in.
const (
	seamWidth = 1.2 // of each line
	seamDark  = 0.13
	seamLit   = 1.9
	seamGlare = 14.0
)

// casing paints the bare case on a transparent background, seen from the front or, mirrored, from the back.
func casing(f fob, mirrored bool) *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: f.size})
	eachRow(0, f.size.Y, func(row int) {
		pixels := img.Pix[row*img.Stride:]
		y := (float64(row) + 0.5 - float64(f.size.Y)/2) / f.scale
		for column := range f.size.X {
			x := (float64(column) + 0.5 - float64(f.size.X)/2) / f.scale
			casePixel(pixels[4*column:4*column+4:4*column+4], x, y, f.scale, mirrored)
		}
	})
	return img
}

func casePixel(pixel []uint8, x, y, scale float64, mirrored bool) {
	if mirrored {
		x = -x
	}
	s := spotAt(x, y)
	covered := clamp(0.5 - max(s.away, holeRadius-s.toHole)*scale)
	if covered == 0 {
		return
	}
	shade, glare := s.light(mirrored)
	shade *= 1 - seamDark*clamp(1-math.Abs(s.away+seam)/seamWidth)
	glare += seamGlare * clamp(1-math.Abs(s.away+seam+seamLit)/seamWidth)
	red, green, blue := plastic(shade, glare)
	pixel[0] = channel(red, covered)
	pixel[1] = channel(green, covered)
	pixel[2] = channel(blue, covered)
	pixel[3] = channel(255, covered)
}

// spot is a point of the case seen from the front, in logical pixels.
type spot struct {
	x, y             float64
	away, outX, outY float64 // from the outline, see outlineAt
	toHoleX, toHoleY float64 // the vector to the centre of the hole
	toHole           float64
}

func spotAt(x, y float64) spot {
	s := spot{x: x, y: y, toHoleX: holeX - x, toHoleY: holeY - y}
	s.away, s.outX, s.outY = outlineAt(x, y)
	s.toHole = math.Sqrt(s.toHoleX*s.toHoleX + s.toHoleY*s.toHoleY)
	return s
}

// light returns how the bare case is lit at this spot. Mirrored means that the case is seen from the back; the light
// still comes from the left.
func (s spot) light(mirrored bool) (shade, glare float64) {
	tilt := clamp(1 + s.away/bevel)
	tilt *= tilt * 0.9
	intoHole := clamp(1-(s.toHole-holeRadius)/holeEdge) * 0.8 / max(s.toHole, 1)
	// The whole front is slightly domed.
	normalX := s.outX*tilt + s.toHoleX*intoHole + s.x/caseHalfLength*0.07
	normalY := s.outY*tilt + s.toHoleY*intoHole + s.y/caseHalfHeight*0.16
	if mirrored {
		normalX = -normalX
	}
	return lit(normalX, normalY)
}

// plastic returns the case's colour under the given light, each channel from 0 to 255.
func plastic(shade, glare float64) (red, green, blue float64) {
	return plasticRed*shade + glare, plasticGreen*shade + glare, plasticBlue*shade + glare
}

// lit returns the brightness of a surface with the given normal (shade, a factor) and the specular highlight on it
// (glare, 0 to 18, added to each channel).
func lit(normalX, normalY float64) (shade, glare float64) {
	normalZ := math.Sqrt(max(1-normalX*normalX-normalY*normalY, 0.04))
	shade = 0.55 + 0.64*max(normalX*lightX+normalY*lightY+normalZ*lightZ, 0)
	glare = max(normalX*glareX+normalY*glareY+normalZ*glareZ, 0)
	glare *= glare // to the 2nd
	glare *= glare // 4th
	glare *= glare // 8th
	glare *= glare // 16th
	return shade, 18 * glare * glare
}

// channel returns a premultiplied colour channel. The value is clamped to the range 0 to 255; covered is the coverage,
// 0 to 1.
func channel(value, covered float64) uint8 {
	return uint8(min(max(value, 0), 255)*covered + 0.5)
}
