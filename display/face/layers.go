package face

import (
	"image"
	"image/color"
	"math"
)

// layer is one layer of the parts fixed to the case. All dimensions are in logical pixels. Pictures and SVG are drawn
// from the same layers.
type layer struct {
	shape shape
	down  float64 // downward shift, used for the light and shadow around a part
	soft  float64 // width of its edge; 0 is crisp
	line  float64 // width of a line along the inside of the edge; 0 fills the shape
	ink   color.NRGBA
}

// shape is the shape of a layer.
type shape interface {
	area(f fob, reach float64) image.Rectangle // the pixels that a layer may paint if it extends reach beyond the shape
	inside(f fob) distance                     // in pixels of the fob's picture
	grown(by float64) shape                    // the same shape with its edge moved outwards
	svg(f fob, down float64) string            // as an unclosed SVG element, shifted down
}

// rounded is a rectangle with rounded corners, given by its centre. Its edges and its margin are rounded to whole
// pixels, so that nested shapes have margins of equal width.
type rounded struct{ x, y, width, height, margin, radius float64 }

func (r rounded) pixels(f fob) image.Rectangle {
	return f.rectangle(r.x, r.y, r.width, r.height).Inset(-int(r.margin*f.scale + 0.5))
}

func (r rounded) area(f fob, reach float64) image.Rectangle {
	return r.pixels(f).Inset(-int(math.Ceil(reach*f.scale)) - 1)
}

func (r rounded) inside(f fob) distance { return boxIn(r.pixels(f), r.radius*f.scale) }

func (r rounded) grown(by float64) shape {
	r.margin, r.radius = r.margin+by, r.radius+by
	return r
}

// round is a circle given by its centre, which is that of the button.
type round struct{ x, y, radius float64 }

func (r round) area(f fob, _ float64) image.Rectangle { return f.buttonSquare() }

func (r round) inside(f fob) distance {
	x, y := f.at(r.x, r.y)
	return disc(x, y, r.radius*f.scale)
}

func (r round) grown(by float64) shape {
	r.radius += by
	return r
}

// The shapes on the case.
var (
	glassShape = rounded{glassX, glassY, glassWidth, glassHeight, 0, 0}
	frameShape = rounded{glassX, glassY, glassWidth, glassHeight, bezel, 13}
	rimShape   = rounded{glassX, glassY, glassWidth, glassHeight, 1.5, 3}
	labelShape = rounded{-10, 0, 276, 124, 0, 7}
)

func aroundButton(margin float64) round { return round{buttonX, buttonY, buttonRadius + margin} }

// The layers of the front, of the back and of the button, from the bottom to the top.
var (
	frontLayers = []layer{
		{shape: frameShape, down: 1.6, soft: 1, ink: withAlpha(shine, 0.55)},
		{shape: frameShape, down: -1, soft: 1.5, ink: withAlpha(shadowInk, 0.35)},
		{shape: frameShape, ink: bezelFill},
		{shape: frameShape, line: 1, ink: bezelEdge},
		{shape: rimShape, ink: glassEdge},
		{shape: aroundButton(4.5), down: 1.5, soft: 2, ink: withAlpha(shine, 0.6)},
		{shape: aroundButton(4), soft: 1, ink: collarFill},
	}
	backLayers = []layer{
		{shape: labelShape, down: 0.7, soft: 2, ink: withAlpha(shadowInk, 0.3)},
		{shape: labelShape, ink: labelFill},
	}
	buttonGapLayer    = layer{shape: aroundButton(2), ink: buttonGap}
	buttonShadowLayer = layer{shape: aroundButton(-1), down: 3, soft: 5, ink: withAlpha(buttonShade, 0.6)}
)

// layer paints a layer of the fob.
func (b brush) layer(f fob, l layer) {
	inside := l.shape.inside(f)
	if l.line > 0 {
		inside = edge(inside, max(l.line*f.scale, 1))
	}
	area := l.shape.area(f, math.Abs(l.down)+l.soft/2)
	b.shape(area, lowered(inside, l.down*f.scale), 1+l.soft*f.scale, l.ink)
}

// lowered returns the shape shifted down.
func lowered(of distance, by float64) distance {
	return func(x, y float64) float64 { return of(x, y-by) }
}
