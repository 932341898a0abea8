package display

import (
	"bytes"
	"fmt"
	"strings"
)

// Panel is one picture of a strip: an LCD and the caption below it.
type Panel struct {
	Frame   Frame
	Caption string // a newline starts another line; lines are not wrapped
}

// The dimensions of a strip, in pixels unless the document is scaled.
const (
	lcdScale    = 0.5  // pixels per unit of LCD geometry
	cardMargin  = 30.0 // from the card's edge to its contents
	cardRadius  = 14.0
	bezelWidth  = 11.0 // of the rim around the glass
	bezelRadius = 12.0
	columnGap   = 46.0 // wide enough for the arrow
	rowGap      = 24.0
	titleSize   = 18.0
	titleGap    = 20.0 // from the title to the first row
	textSize    = 13.5
	lineHeight  = 18.0
	captionGap  = 14.0 // from the bezel to the caption

	fonts = `system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, Helvetica, Arial, sans-serif`
)

// StripSVG draws LCDs with captions, perRow of them in a row (all in one row if perRow is less than 1), with arrows
// from each to the next. It returns a standalone SVG document on a light card, so that it can be read on a dark page
// too. The title is the heading; if it is empty, there is no heading and the accessible name is "LCD". Title and
// captions are plain text. LCDs of different sizes are centred in their columns.
func StripSVG(title string, panels []Panel, perRow int) []byte {
	strip := layStrip(title, panels, perRow)
	var doc bytes.Buffer // the document's elements
	fmt.Fprintf(&doc, "<desc>%s</desc>\n", escaped(strip.spoken()))
	writeBox(&doc, 0.5, 0.5, strip.width-1, strip.height-1, cardRadius, card, cardEdge)
	if title != "" {
		writeLine(&doc, cardMargin, cardMargin+titleSize*0.8, titleSize, heading, `font-weight="600"`, title)
	}
	for i := range panels {
		strip.writePanel(&doc, i)
	}
	return SVGDocument(strip.width, strip.height, strip.name(), doc.Bytes())
}

// strip is the layout of the panels: columns as wide as the widest panel, rows as high as the longest caption needs.
type strip struct {
	title         string
	panels        []Panel
	columns       int
	top           float64 // of the first row
	panel         struct{ width, bezel, height float64 }
	width, height float64
}

func layStrip(title string, panels []Panel, perRow int) strip {
	s := strip{title: title, panels: panels, columns: min(perRow, len(panels)), top: cardMargin}
	if perRow < 1 {
		s.columns = len(panels)
	}
	s.columns = max(s.columns, 1)
	if title != "" {
		s.top += titleSize + titleGap
	}
	cells, lines := MinCells, 1
	for _, p := range panels {
		cells = max(cells, p.Frame.cells)
		lines = max(lines, 1+strings.Count(p.Caption, "\n"))
	}
	lcdWidth, lcdHeight := Size(cells)
	s.panel.width = lcdScale*lcdWidth + 2*bezelWidth
	s.panel.bezel = lcdScale*lcdHeight + 2*bezelWidth
	s.panel.height = s.panel.bezel + captionGap + float64(lines-1)*lineHeight + textSize

	rows := max((len(panels)+s.columns-1)/s.columns, 1)
	s.width = 2*cardMargin + float64(s.columns)*(s.panel.width+columnGap) - columnGap
	s.height = s.top + float64(rows)*(s.panel.height+rowGap) - rowGap + cardMargin
	return s
}

// name returns the accessible name: the title or a default.
func (s strip) name() string {
	if s.title == "" {
		return "LCD"
	}
	return s.title
}

// spoken returns the strip in words, for screen readers.
func (s strip) spoken() string {
	var words []string
	for i, p := range s.panels {
		words = append(words, fmt.Sprintf("%d. %s: %s", i+1, p.Frame.spoken(), strings.ReplaceAll(p.Caption, "\n", " ")))
	}
	return strings.Join(words, " ")
}

func (s strip) writePanel(doc *bytes.Buffer, i int) {
	p := s.panels[i]
	column, row := i%s.columns, i/s.columns
	left := cardMargin + float64(column)*(s.panel.width+columnGap)
	top := s.top + float64(row)*(s.panel.height+rowGap)
	middle := left + s.panel.width/2

	unitsWide, unitsHigh := Size(p.Frame.cells)
	width, height := lcdScale*unitsWide, lcdScale*unitsHigh
	writeBox(doc, middle-width/2-bezelWidth, top, width+2*bezelWidth, height+2*bezelWidth, bezelRadius, Bezel, bezelRim)
	fmt.Fprintf(doc, `<g transform="translate(%s %s) scale(%s)">`+"\n",
		SVGNumber(middle-width/2), SVGNumber(top+bezelWidth), SVGNumber(lcdScale))
	doc.Write(p.Frame.SVGElements())
	doc.WriteString("</g>\n")
	writeRim(doc, middle-width/2, top+bezelWidth, width, height)

	for n, line := range strings.Split(p.Caption, "\n") {
		y := top + s.panel.bezel + captionGap + float64(n)*lineHeight + textSize*0.8
		writeLine(doc, middle, y, textSize, captionInk, `text-anchor="middle"`, line)
	}
	if column+1 < s.columns && i+1 < len(s.panels) {
		writeArrow(doc, left+s.panel.width+columnGap/2, top+s.panel.bezel/2)
	}
}

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
