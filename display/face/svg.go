package face

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"etokenpass/display"
)

// SVG returns a scene's fob alone, as a standalone SVG document with a transparent background: the front with its LCD
// and its button, or the back with its label. It is 430 by 240 pixels unless the document is scaled. It needs no
// font and is always the same for the same scene. The title is plain text.
func SVG(scene Scene, title string) []byte {
	d := &drawing{prefix: "front"}
	if scene.Back {
		d.prefix = "back"
	}
	d.fob(scene)
	return display.SVGDocument(fobWidth, fobHeight, title, d.Bytes())
}

// ButtonDownSVG returns the button in its down position as a standalone SVG document, to be laid over the front that
// [SVG] draws, at [ButtonInSVG]. The title is plain text.
func ButtonDownSVG(title string) []byte {
	d := &drawing{prefix: "down"}
	where := ButtonInSVG()
	d.printf("<g transform=\"translate(%d %d)\">\n", -where.Min.X, -where.Min.Y)
	d.button(newFob(1), true)
	d.WriteString("</g>\n")
	return display.SVGDocument(float64(where.Dx()), float64(where.Dy()), title, d.Bytes())
}

// ButtonInSVG returns the square that the button and its edge take in the drawings of [SVG], in pixels.
func ButtonInSVG() image.Rectangle { return newFob(1).buttonSquare() }

// GlassInSVG returns the LCD's glass in the drawings of [SVG], in pixels.
func GlassInSVG() image.Rectangle { return newFob(1).glass() }

// LCDInSVG returns the upper left corner of an LCD with the given number of cells in the drawings of [SVG], in pixels,
// and its scale, in pixels per unit.
func LCDInSVG(cells int) (x, y, scale float64) { return newFob(1).cells(cells) }

// IconSVG returns the icon that [Icon] paints as a standalone SVG document. The title is plain text.
func IconSVG(title string) []byte {
	d := &drawing{prefix: "icon"}
	number := display.SVGNumber
	d.printf(`<linearGradient id="icon-tile" x2="0" y2="1"><stop stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`+"\n",
		rgb(tileTop), rgb(tileBottom))
	tile := fmt.Sprintf(`<rect x="%[1]s" y="%[1]s" width="%[2]s" height="%[2]s" rx="%[3]s"`,
		number(iconMargin), number(iconSize-2*iconMargin), number(iconCorner))
	d.printf("%s fill=\"url(#icon-tile)\"/>\n<clipPath id=\"icon-edge\">%s/></clipPath>\n", tile, tile)
	place := fmt.Sprintf(`transform="translate(%s %s) scale(%s)"`,
		number((iconSize-iconScale*fobWidth)/2), number((iconSize-iconScale*fobHeight)/2), number(iconScale))
	d.printf("<g clip-path=\"url(#icon-edge)\"><g %s>\n", place)
	d.shadow(newFob(1))
	d.printf("</g></g>\n<g %s>\n", place)
	d.fob(Scene{LCD: iconFrame()})
	d.WriteString("</g>\n")
	return display.SVGDocument(iconSize, iconSize, title, d.Bytes())
}

// fob draws the fob at scale 1, with the upper left corner of its picture at the origin.
func (d *drawing) fob(scene Scene) {
	fob := newFob(1)
	d.casing(fob, scene.Back)
	if scene.Back {
		back{fob: fob, model: scene.Model, serial: scene.Serial, made: scene.Made}.drawLabel(d)
		return
	}
	newFront(fob, scene).drawParts(d)
	d.glass(fob, scene.LCD)
	d.button(fob, scene.Down)
}

// drawing is a canvas that writes SVG. It uses no filters or masks, so that it looks the same in every viewer; soft
// edges and shading are approximated by a few shapes on top of each other.
type drawing struct {
	bytes.Buffer
	prefix    string // of ids, so that several drawings can be on one page
	gradients int
	kept      letters
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(&d.Buffer, format, args...) }

func (d *drawing) letters() *letters { return &d.kept }

func (d *drawing) fill(where image.Rectangle, ink color.NRGBA) {
	d.printf("<path d=\"M%d %dh%dv%dh-%dz\" %s/>\n", where.Min.X, where.Min.Y, where.Dx(), where.Dy(), where.Dx(), filled(ink, 1))
}

// filled returns a fill attribute with the colour, its opacity multiplied by part (0 to 1).
func filled(ink color.NRGBA, part float64) string {
	attribute := fmt.Sprintf(`fill="%s"`, rgb(ink))
	if opacity := float64(ink.A) / 255 * part; opacity < 1 {
		attribute += fmt.Sprintf(` fill-opacity="%s"`, display.SVGNumber(opacity))
	}
	return attribute
}

// rgb returns a colour without its opacity as "#rrggbb".
func rgb(ink color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", ink.R, ink.G, ink.B) }

func (d *drawing) layer(f fob, l layer) {
	switch {
	case l.line > 0:
		d.printf("<%s fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>\n",
			l.shape.grown(-l.line/2).svg(f, l.down), rgb(l.ink), display.SVGNumber(l.line))
	case l.soft > 0:
		d.soften(f, l)
	default:
		d.printf("<%s %s/>\n", l.shape.svg(f, l.down), filled(l.ink, 1))
	}
}

// soften approximates a fading edge with shapes on top of each other, from the largest to the smallest. Together they
// have the layer's opacity.
func (d *drawing) soften(f fob, l layer) {
	steps := 1 + int(math.Ceil(l.soft))
	dark := float64(l.ink.A) / 255
	before := 0.0
	for i := range steps {
		reached := dark * float64(i+1) / float64(steps)
		shape := l.shape.grown(l.soft * (0.5 - (float64(i)+0.5)/float64(steps)))
		d.printf("<%s %s/>\n", shape.svg(f, l.down), filled(withAlpha(l.ink, 1), 1-(1-reached)/(1-before)))
		before = reached
	}
}

// line writes a text as outlines, so that no font is needed.
func (d *drawing) line(s style, text string, x, y, width float64, side align, ink color.NRGBA) {
	text = d.kept.fit(s, text, width)
	x -= float64(side) * d.kept.width(s, text)
	y += s.size * capHeight / 2
	alphabet := d.kept.alphabet(s)
	font := d.kept.fonts[s.weight]
	var path bytes.Buffer
	var buffer sfnt.Buffer
	for _, letter := range text {
		index, err := font.GlyphIndex(&buffer, letter)
		if err != nil {
			panic("internal error: " + err.Error()) // the fonts are embedded
		}
		outline, err := font.LoadGlyph(&buffer, index, fixed.Int26_6(s.size*64), nil)
		if err != nil {
			panic(err)
		}
		writeOutline(&path, outline, x, y)
		x += alphabet.advance(letter)
	}
	if path.Len() > 0 {
		d.printf("<path d=\"%s\" %s/>\n", path.Bytes(), filled(ink, 1))
	}
}

// writeOutline writes a letter's outline as path data.
func writeOutline(path *bytes.Buffer, outline sfnt.Segments, x, y float64) {
	commands := [...]string{sfnt.SegmentOpMoveTo: "M", sfnt.SegmentOpLineTo: "L", sfnt.SegmentOpQuadTo: "Q", sfnt.SegmentOpCubeTo: "C"}
	points := [...]int{sfnt.SegmentOpMoveTo: 1, sfnt.SegmentOpLineTo: 1, sfnt.SegmentOpQuadTo: 2, sfnt.SegmentOpCubeTo: 3}
	for _, segment := range outline {
		separator := commands[segment.Op]
		for _, p := range segment.Args[:points[segment.Op]] {
			path.WriteString(separator + display.SVGNumber(x+float64(p.X)/64) + " " + display.SVGNumber(y+float64(p.Y)/64))
			separator = " "
		}
	}
	if len(outline) > 0 {
		path.WriteString("Z")
	}
}

// svg returns the shape's unclosed element, shifted down.
func (r rounded) svg(f fob, down float64) string {
	where := r.pixels(f)
	// SVG coordinates need no rounding to whole pixels, so undo it.
	rest := r.margin*f.scale - float64(int(r.margin*f.scale+0.5))
	number := display.SVGNumber
	return fmt.Sprintf(`rect x="%s" y="%s" width="%s" height="%s" rx="%s"`,
		number(float64(where.Min.X)-rest), number(float64(where.Min.Y)-rest+down),
		number(float64(where.Dx())+2*rest), number(float64(where.Dy())+2*rest), number(r.radius*f.scale))
}

func (r round) svg(f fob, down float64) string {
	x, y := f.at(r.x, r.y)
	return circle(x, y+down, r.radius*f.scale)
}

// circle returns a circle's unclosed element.
func circle(x, y, radius float64) string {
	number := display.SVGNumber
	return fmt.Sprintf(`circle cx="%s" cy="%s" r="%s"`, number(x), number(y), number(radius))
}

// glass draws the LCD. Its group has the id lcd-front, so that a page can replace the text.
func (d *drawing) glass(f fob, frame display.Frame) {
	where := f.glass()
	x, y, scale := f.cells(len(frame.Cells()))
	number := display.SVGNumber
	d.fill(where, color.NRGBAModel.Convert(display.Glass).(color.NRGBA)) //nolint:forcetypeassert // the model's own type
	d.printf("<g id=\"lcd-%s\" transform=\"translate(%s %s) scale(%.6g)\">\n", d.prefix, number(x), number(y), scale)
	d.Write(frame.SVGElements())
	d.WriteString("</g>\n")
	for row := range int(sinkDepth) {
		d.fill(image.Rect(where.Min.X, where.Min.Y+row, where.Max.X, where.Min.Y+row+1), withAlpha(glassEdge, sunk(float64(row)/sinkDepth)))
	}
}
