package face

import (
	"image"
	"math"
)

// The light comes from the upper left, and from the front.
const (
	lightX, lightY, lightZ = -0.33, -0.58, 0.745
	glareX, glareY, glareZ = -0.18, -0.36, 0.916 // halfway between the light and who looks
)

// The plastic, 0 to 255.
const plasticRed, plasticGreen, plasticBlue = 190.0, 201.0, 213.0

const (
	bevel    = 30.0 // from the edge to where the case is nearly flat
	holeEdge = 5.0
	seam     = 17.0 // from the edge to where the shell's two halves meet
)

// casing is the bare case, from the front or mirrored, from the back, on nothing.
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
	away, outX, outY := egg(x, y)
	toHoleX, toHoleY := holeX-x, holeY-y
	toHole := math.Sqrt(toHoleX*toHoleX + toHoleY*toHoleY)
	covered := within(0.5 - max(away, holeRadius-toHole)*scale)
	if covered == 0 {
		return
	}
	tilt := within(1 + away/bevel)
	tilt *= tilt * 0.9
	intoHole := within(1-(toHole-holeRadius)/holeEdge) * 0.8 / max(toHole, 1)
	// The whole front is slightly domed.
	normalX := outX*tilt + toHoleX*intoHole + x/eggLength*0.07
	normalY := outY*tilt + toHoleY*intoHole + y/eggHeight*0.16
	if mirrored {
		normalX = -normalX
	}
	shade, glare := lit(normalX, normalY)
	shade *= 1 - 0.13*within(1-math.Abs(away+seam)/1.2)
	glare += 14 * within(1-math.Abs(away+seam+1.9)/1.2)
	pixel[0] = channel(plasticRed*shade+glare, covered)
	pixel[1] = channel(plasticGreen*shade+glare, covered)
	pixel[2] = channel(plasticBlue*shade+glare, covered)
	pixel[3] = channel(255, covered)
}

// lit is how much light a surface throws back that leans that way, and how much of the lamp is seen in it.
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

// channel is one channel of a pixel that is covered in part.
func channel(value, covered float64) uint8 {
	return uint8(min(max(value, 0), 255)*covered + 0.5)
}
