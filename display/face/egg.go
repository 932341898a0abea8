package face

import "math"

// The case is an egg: an ellipse that gets higher towards one end.
const (
	eggLength = 211.0 // half of it, as all of these
	eggHeight = 114.0
	eggTaper  = 0.15 // how much higher than the middle, were it not round, the broad end is
)

// deep is how far from the middle a point can be, squared, 1 being the edge, and still be farther from the edge than
// anything on the case or in its shadow reaches.
const deep = 0.45

// egg tells how far a point is from the edge of the case, negative inside, and which way leads outwards. The distance
// is exact on the edge and good enough near it, which is where it matters; deep inside it is only a large one.
func egg(x, y float64) (away, outX, outY float64) {
	height := max(1+eggTaper*x/eggLength, 0.2)
	u, v := x/eggLength, y/(eggHeight*height)
	if u*u+v*v < deep {
		return -eggHeight, 0, 0
	}
	radius := math.Sqrt(u*u + v*v)
	outX = (u/eggLength - v*v*eggTaper/(eggLength*height)) / radius
	outY = v / (eggHeight * height) / radius
	steep := math.Sqrt(outX*outX + outY*outY)
	return (radius - 1) / steep, outX / steep, outY / steep
}
