package display

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// SVG draws the frame as a standalone SVG document, one unit a pixel unless the place it is put in says otherwise. It
// needs no font, has what a person reads as its title, and is the same bytes for the same frame.
func (f Frame) SVG() []byte {
	width, height := Size(f.cells)
	var doc bytes.Buffer
	openSVG(&doc, width, height, "LCD: "+f.spoken())
	f.writeSVG(&doc)
	doc.WriteString("</svg>\n")
	return doc.Bytes()
}

// openSVG starts a document of width by height pixels.
func openSVG(doc *bytes.Buffer, width, height float64, title string) {
	fmt.Fprintf(doc, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" role="img">`+"\n",
		number(width), number(height))
	fmt.Fprintf(doc, "<title>%s</title>\n", escaped(title))
}

// writeSVG draws the LCD at the origin, in units. One path holds all segments of a colour, which keeps documents small.
func (f Frame) writeSVG(doc *bytes.Buffer) {
	width, height := Size(f.cells)
	shapes := f.Shapes()
	fmt.Fprintf(doc, `<rect width="%s" height="%s" fill="%s"/>`+"\n", number(width), number(height), Glass)
	writePath(doc, shapes, false, Ghost, 0)
	writePath(doc, shapes, true, Shadow, shadowOffset)
	writePath(doc, shapes, true, Lit, 0)
}

// writePath draws the shapes that are lit, or those that are not, moved by offset units to the lower right.
func writePath(doc *bytes.Buffer, shapes []Shape, lit bool, colour Colour, offset float64) {
	var path strings.Builder
	for _, shape := range shapes {
		if shape.Lit != lit {
			continue
		}
		command := "M"
		for _, p := range shape.Outline {
			path.WriteString(command + number(p.X+offset) + " " + number(p.Y+offset))
			command = "L"
		}
		path.WriteString("Z")
	}
	if path.Len() > 0 {
		fmt.Fprintf(doc, `<path fill="%s" d="%s"/>`+"\n", colour, path.String())
	}
}

// spoken is the frame in words, for those who cannot see it.
func (f Frame) spoken() string {
	if reading := strings.TrimSpace(f.Reading()); reading != "" {
		return reading
	}
	return "off"
}

// number writes a coordinate with at most two decimals: a hundredth of a unit is finer than any screen.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a bytes.Buffer does not fail
	return out.String()
}
