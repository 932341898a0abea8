package display

import (
	"bytes"
	"fmt"
)

// writeBox draws a rounded rectangle with an edge one pixel wide.
func writeBox(doc *bytes.Buffer, x, y, width, height, radius float64, fill, edge Colour) {
	fmt.Fprintf(doc, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s" stroke="%s"/>`+"\n",
		SVGNumber(x), SVGNumber(y), SVGNumber(width), SVGNumber(height), SVGNumber(radius), fill, edge)
}

// writeRim draws the dark edge of the opening in front of a glass, and the shade that its upper left half casts on the
// glass. It covers the glass's sharp corners.
func writeRim(doc *bytes.Buffer, x, y, width, height float64) {
	fmt.Fprintf(doc, `<path d="M%s %sV%sH%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n",
		SVGNumber(x+2.5), SVGNumber(y+height), SVGNumber(y+2.5), SVGNumber(x+width), Shadow)
	fmt.Fprintf(doc, `<rect x="%s" y="%s" width="%s" height="%s" rx="4" fill="none" stroke="%s" stroke-width="3"/>`+"\n",
		SVGNumber(x), SVGNumber(y), SVGNumber(width), SVGNumber(height), GlassEdge)
}

// writeLine draws one line of text with its baseline at y; attribute is an additional attribute of the text element.
func writeLine(doc *bytes.Buffer, x, y, size float64, ink Colour, attribute, line string) {
	fmt.Fprintf(doc, `<text x="%s" y="%s" font-family="%s" font-size="%s" fill="%s" %s>%s</text>`+"\n",
		SVGNumber(x), SVGNumber(y), fonts, SVGNumber(size), ink, attribute, escaped(line))
}

// writeArrow draws an arrow head that points right, centred on (x, y).
func writeArrow(doc *bytes.Buffer, x, y float64) {
	fmt.Fprintf(doc, `<path d="M%s %sl7 8l-7 8" fill="none" stroke="%s" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`+"\n",
		SVGNumber(x-3.5), SVGNumber(y-8), arrow)
}
