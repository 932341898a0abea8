package display

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// SVG returns the frame as a standalone SVG document. A unit is one pixel unless the document is scaled. The document
// needs no font, has the reading as its title, and is always the same for the same frame.
func (f Frame) SVG() []byte {
	width, height := Size(f.cells)
	return SVGDocument(width, height, "LCD: "+f.spoken(), f.SVGElements())
}

// SVGElements returns the elements of [Frame.SVG] alone, for use in a larger drawing. The LCD's upper left corner is
// the origin, and a unit is one pixel. All segments of a colour share one path, which keeps documents small.
func (f Frame) SVGElements() []byte {
	var elements bytes.Buffer
	width, height := Size(f.cells)
	fmt.Fprintf(&elements, `<rect width="%s" height="%s" fill="%s"/>`+"\n", SVGNumber(width), SVGNumber(height), Glass)
	for _, ink := range f.inks() {
		if len(ink.outlines) > 0 {
			fmt.Fprintf(&elements, `<path fill="%s" d="%s"/>`+"\n", ink.colour, ink.path())
		}
	}
	return elements.Bytes()
}

// path returns the outlines as SVG path data.
func (i ink) path() string { return pathData(i.offset, i.outlines...) }

// pathData returns outlines, shifted by offset units to the right and down, as SVG path data.
func pathData(offset float64, outlines ...[]Point) string {
	var path strings.Builder
	for _, outline := range outlines {
		command := "M"
		for _, p := range outline {
			path.WriteString(command + SVGNumber(p.X+offset) + " " + SVGNumber(p.Y+offset))
			command = "L"
		}
		path.WriteString("Z")
	}
	return path.String()
}

// SVGDocument returns a standalone document of width by height pixels with the given elements. The title is plain text.
func SVGDocument(width, height float64, title string, elements []byte) []byte {
	var doc bytes.Buffer
	fmt.Fprintf(&doc, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" role="img">`+"\n",
		SVGNumber(width), SVGNumber(height))
	fmt.Fprintf(&doc, "<title>%s</title>\n", escaped(title))
	doc.Write(elements)
	doc.WriteString("</svg>\n")
	return doc.Bytes()
}

// spoken returns the frame in words, for screen readers.
func (f Frame) spoken() string {
	if reading := strings.TrimSpace(f.Reading()); reading != "" {
		return reading
	}
	return "off"
}

// SVGNumber formats a coordinate with at most two decimals; finer steps are not visible on any screen.
func SVGNumber(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// escaped returns plain text with XML's special characters escaped.
func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // writing to a bytes.Buffer cannot fail
	return out.String()
}
