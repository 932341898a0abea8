package face

import "math"

// The outline of the case is egg-shaped: an ellipse that gets higher towards one end. Lengths are in logical pixels.
const (
	caseHalfLength = 211.0
	caseHalfHeight = 114.0
	caseTaper      = 0.15 // relative increase of the height from the middle to the broad end
)

// deepInside is the squared relative distance from the centre (1 is the edge) below which a point is too far from the
// edge to matter for the case or its shadow.
const deepInside = 0.45

// outlineAt returns the signed distance of a point from the outline in logical pixels, negative inside, and the unit
// vector pointing outwards. The distance is exact on the outline and a good approximation near it. Deep inside, it is
// just a large negative number, and the vector is zero.
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
