package face

import "math"

// The case is an egg: an ellipse that gets higher towards one end.
const (
	caseHalfLength = 211.0 // half of it, as all of these
	caseHalfHeight = 114.0
	caseTaper      = 0.15 // how much higher than the middle, were it not round, the broad end is
)

// deepInside is how far from the middle a point can be, squared, 1 being the edge, and still be farther from the edge than
// anything on the case or in its shadow reaches.
const deepInside = 0.45

// egg tells how far a point is from the edge of the case, negative inside, and which way leads outwards. The distance
// is exact on the edge and good maxCached near it, which is where it matters; deepInside inside it is only a large one.
func outlineAt(x, y float64) (away, outX, outY float64) {
	height := max(1+caseTaper*x/caseHalfLength, 0.2)
	u, v := x/caseHalfLength, y/(caseHalfHeight*height)
	if u*u+v*v < deepInside {
		return -caseHalfHeight, 0, 0
	}
	radius := math.Sqrt(u*u + v*v)
	outX = (u/caseHalfLength - v*v*caseTaper/(caseHalfLength*height)) / radius
	outY = v / (caseHalfHeight * height) / radius
	steep := math.Sqrt(outX*outX + outY*outY)
	return (radius - 1) / steep, outX / steep, outY / steep
}
