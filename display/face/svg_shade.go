package face

import (
	"bytes"
	"fmt"
	"image/color"
	"math"

	"etokenpass/display"
)

// Curved surfaces are approximated by nested outlines, each filled with a linear gradient. These are the numbers of
// outlines for the edge of the case, the edge of the hole and the button.
const (
	caseRings   = 18
	holeRings   = 5
	buttonRings = 14
)

// sample is a point of an outline with its colour, each channel from 0 to 255.
type sample struct{ x, y, red, green, blue float64 }

// casing draws the bare case.
func (d *drawing) casing(f fob, mirrored bool) {
	x, y := f.at(0, 0)
	if mirrored {
		d.printf(`<g transform="translate(%s %s) scale(-1 1)"`, display.SVGNumber(x), display.SVGNumber(y))
	} else {
		d.printf(`<g transform="translate(%s %s)"`, display.SVGNumber(x), display.SVGNumber(y))
	}
	hole := circlePath(holeX, holeY, holeRadius)
	d.printf(" clip-path=\"url(#%s-case)\">\n<clipPath id=\"%s-case\"><path clip-rule=\"evenodd\" d=\"%s%s\"/></clipPath>\n",
		d.prefix, d.prefix, outlinePath(0), hole)
	colour := func(x, y float64) sample {
		red, green, blue := plastic(spotAt(x, y).light(mirrored))
		return sample{x, y, red, green, blue}
	}
	for ring := range caseRings + 1 {
		d.sheet(fmt.Sprintf(`path d="%s"`, outlinePath(ringInset(ring))), outlineSamples(ringInset(float64(ring)+0.5), colour))
	}
	d.printf("<path d=\"%s\" fill=\"none\" stroke=\"#000\" stroke-opacity=\"%s\" stroke-width=\"%s\"/>\n",
		outlinePath(seam), display.SVGNumber(seamDark), display.SVGNumber(seamWidth))
	const lighter = seamGlare / (255 - plasticGreen) // the opacity at which white lightens the case as the glare does
	d.printf("<path d=\"%s\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\"%s\" stroke-width=\"%s\"/>\n",
		outlinePath(seam+seamLit), display.SVGNumber(lighter), display.SVGNumber(seamWidth))
	for ring := range holeRings {
		radius := holeRadius + holeEdge*(1-float64(ring)/holeRings)
		d.sheet(circle(holeX, holeY, radius), circleSamples(holeX, holeY, radius-holeEdge/holeRings/2, colour))
	}
	d.WriteString("</g>\n")
}

// shadowRings is the number of outlines that form the fob's shadow.
const shadowRings = 16

// shadow draws the fob's shadow, from the front.
func (d *drawing) shadow(f fob) {
	x, y := f.at(0, shadowDrop)
	d.printf("<g transform=\"translate(%s %s)\" fill=\"%s\">\n", display.SVGNumber(x), display.SVGNumber(y), rgb(shadowInk))
	const step = shadowSoft / shadowRings
	before := 0.0
	for ring := range shadowRings {
		inset := step*float64(ring) - shadowSoft/2
		reached := shadowDark(-inset - step/2)
		d.printf("<path d=\"%s\" fill-opacity=\"%.3g\"/>\n", outlinePath(inset), 1-(1-reached)/(1-before))
		before = reached
	}
	d.WriteString("</g>\n")
}

// ringInset returns how far inside the outline a ring of the case begins, in logical pixels. The rings are narrow at
// the edge, where the curvature is greatest.
func ringInset[Number int | float64](ring Number) float64 {
	return bevel * (1 - math.Sqrt(max(1-float64(ring)/caseRings, 0)))
}

// button draws the button, up or down.
func (d *drawing) button(f fob, down bool) {
	d.layer(f, buttonGapLayer)
	x, y := f.button()
	if down {
		d.dome(x, y+domeSink, buttonRadius-domeGap, true)
		d.crescent(x, y)
		return
	}
	d.layer(f, buttonShadowLayer)
	d.dome(x, y-domeRise, buttonRadius, false)
}

// dome draws the button's surface.
func (d *drawing) dome(x, y, radius float64, down bool) {
	colour := func(pixelX, pixelY float64) sample {
		red, green, blue := button{down: down}.domeColour((pixelX-x)/radius, (pixelY-y)/radius)
		return sample{pixelX, pixelY, red, green, blue}
	}
	const least = 0.3 // relative to the radius; the surface further in is flat
	for ring := range buttonRings {
		from := 1 - (1-least)*float64(ring)/buttonRings
		d.sheet(circle(x, y, from*radius), circleSamples(x, y, (from-(1-least)/buttonRings/2)*radius, colour))
	}
}

// crescent draws the shadow of the hole's upper edge on the button that is down, as crescents on top of each other.
func (d *drawing) crescent(x, y float64) {
	const steps = 6
	number := display.SVGNumber
	for step := range steps {
		depth := crescentDepth + crescentSoft*(0.5-(float64(step)+0.5)/steps)
		half := math.Sqrt(buttonRadius*buttonRadius - depth*depth/4)
		left, right, at, radius := number(x-half), number(x+half), number(y+depth/2), number(buttonRadius)
		d.printf("<path d=\"M%[1]s %[3]sA%[4]s %[4]s 0 1 1 %[2]s %[3]sA%[4]s %[4]s 0 0 0 %[1]s %[3]sZ\" %[5]s/>\n",
			left, right, at, radius, filled(buttonShade, crescentShade/steps))
	}
}

// sheet draws an element filled with the gradient that fits the samples best.
func (d *drawing) sheet(element string, samples []sample) {
	d.gradients++
	id := fmt.Sprintf("%s-%d", d.prefix, d.gradients)
	d.gradient(id, samples)
	d.printf("<%s fill=\"url(#%s)\"/>\n", element, id)
}

const stops = 9 // of a gradient

// gradient defines a gradient along the direction in which the samples change most.
func (d *drawing) gradient(id string, samples []sample) {
	wayX, wayY := slope(samples)
	along := func(s sample) float64 { return s.x*wayX + s.y*wayY }
	from, to := math.Inf(1), math.Inf(-1)
	for _, s := range samples {
		from, to = min(from, along(s)), max(to, along(s))
	}
	number := display.SVGNumber
	d.printf(`<linearGradient id="%s" gradientUnits="userSpaceOnUse" x1="%s" y1="%s" x2="%s" y2="%s">`,
		id, number(from*wayX), number(from*wayY), number(to*wayX), number(to*wayY))
	for i := range stops {
		part := float64(i) / (stops - 1)
		ink := average(samples, func(s sample) float64 {
			return max(1-math.Abs((along(s)-from)/(to-from)-part)*(stops-1), 0)
		})
		d.printf(`<stop offset="%s" stop-color="%s"/>`, number(part), rgb(ink))
	}
	d.WriteString("</linearGradient>\n")
}

// slope returns the direction in which the samples get lighter: the gradient of the least-squares plane through them.
func slope(samples []sample) (x, y float64) {
	var mean sample
	for _, s := range samples {
		n := float64(len(samples))
		mean.x, mean.y, mean.green = mean.x+s.x/n, mean.y+s.y/n, mean.green+s.green/n
	}
	var xx, xy, yy, xz, yz float64
	for _, s := range samples {
		x, y, z := s.x-mean.x, s.y-mean.y, s.green-mean.green
		xx, xy, yy, xz, yz = xx+x*x, xy+x*y, yy+y*y, xz+x*z, yz+y*z
	}
	x, y = xz*yy-yz*xy, yz*xx-xz*xy
	length := math.Sqrt(x*x + y*y)
	return x / length, y / length
}

// average returns the weighted mean colour of the samples.
func average(samples []sample, weight func(sample) float64) color.NRGBA {
	var sum sample
	total := 0.0
	for _, s := range samples {
		w := weight(s)
		total += w
		sum.red, sum.green, sum.blue = sum.red+w*s.red, sum.green+w*s.green, sum.blue+w*s.blue
	}
	return color.NRGBA{channel(sum.red/total, 1), channel(sum.green/total, 1), channel(sum.blue/total, 1), 0xff}
}

// around is the number of samples on an outline.
const around = 720

// outlineSamples samples the case along a line inside its outline. It leaves out the edge of the hole, which is sampled
// separately.
func outlineSamples(inset float64, colour func(x, y float64) sample) []sample {
	var samples []sample
	for i := range around {
		x, y := outlinePoint(2*math.Pi*float64(i)/around, inset)
		if spotAt(x, y).toHole > holeRadius+holeEdge {
			samples = append(samples, colour(x, y))
		}
	}
	return samples
}

func circleSamples(x, y, radius float64, colour func(x, y float64) sample) []sample {
	samples := make([]sample, around)
	for i := range samples {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / around)
		samples[i] = colour(x+radius*cos, y+radius*sin)
	}
	return samples
}

// outlinePoint returns the point in a direction from the centre that is inset inside the outline of the case.
func outlinePoint(angle, inset float64) (x, y float64) {
	sin, cos := math.Sincos(angle)
	inside, outside := 0.0, 2*caseHalfLength
	for range 50 { // halves the distance to far below a hundredth of a pixel
		middle := (inside + outside) / 2
		if away, _, _ := outlineAt(middle*cos, middle*sin); away < -inset {
			inside = middle
		} else {
			outside = middle
		}
	}
	return inside * cos, inside * sin
}

// outlinePath returns the line that is inset inside the outline of the case as path data: cubic curves through points
// on it.
func outlinePath(inset float64) string {
	const curves, little = 16, 1e-4
	var path bytes.Buffer
	number := display.SVGNumber
	// tangent returns a third of the derivative per curve, as Bézier control points need it.
	tangent := func(angle float64) (x, y float64) {
		beforeX, beforeY := outlinePoint(angle-little, inset)
		afterX, afterY := outlinePoint(angle+little, inset)
		const part = 2 * math.Pi / curves / 3 / (2 * little)
		return (afterX - beforeX) * part, (afterY - beforeY) * part
	}
	x, y := outlinePoint(0, inset)
	alongX, alongY := tangent(0)
	path.WriteString("M" + number(x) + " " + number(y))
	for i := range curves {
		angle := 2 * math.Pi * float64(i+1) / curves
		toX, toY := outlinePoint(angle, inset)
		toAlongX, toAlongY := tangent(angle)
		path.WriteString("C" + number(x+alongX) + " " + number(y+alongY) + " " + number(toX-toAlongX) + " " + number(toY-toAlongY) +
			" " + number(toX) + " " + number(toY))
		x, y, alongX, alongY = toX, toY, toAlongX, toAlongY
	}
	path.WriteString("Z")
	return path.String()
}

// circlePath returns a circle as path data.
func circlePath(x, y, radius float64) string {
	number := display.SVGNumber
	return fmt.Sprintf("M%s %sa%[3]s %[3]s 0 1 0 %[4]s 0a%[3]s %[3]s 0 1 0 -%[4]s 0Z",
		number(x-radius), number(y), number(radius), number(2*radius))
}
