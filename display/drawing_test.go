package display_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"etokenpass/display"
	"etokenpass/internal/golden"
)

func TestTextHasOneSize(t *testing.T) {
	for _, text := range []string{"", "1", "755224", "888888", "F00042"} {
		art := frame(t, 6, text).Text()
		lines := strings.SplitAfter(art, "\n")
		if len(lines) != 6 || lines[5] != "" {
			t.Fatalf("%q is drawn in %d lines", text, len(lines)-1)
		}
		for _, line := range lines[:5] {
			if n := utf8.RuneCountInString(line); n != 4*6+3+1 {
				t.Errorf("%q: a line has %d characters: %q", text, n, line)
			}
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	off, code := frame(t, 6, ""), frame(t, 8, "12345678")
	for name, tt := range map[string]struct {
		doc  []byte
		want []string // contents of title, desc and text elements
	}{
		"off":      {off.SVG(), []string{"LCD: off"}},
		"code":     {code.SVG(), []string{"LCD: 12345678"}},
		"worn":     {frame(t, 6, "888888", "1a", "2b").SVG(), []string{"LCD: ?68888"}},
		"no cells": {display.Frame{}.SVG(), []string{"LCD: off"}},
		"strip": {
			display.StripSVG("a < b", []display.Panel{{code, "\"c\" & 'd'\n</svg>"}, {off, "\x00"}}, 1),
			[]string{"a < b", "1. 12345678: \"c\" & 'd' </svg> 2. off: \uFFFD", "a < b", "\"c\" & 'd'", "</svg>", "\uFFFD"},
		},
		"empty strip": {display.StripSVG("", nil, 3), []string{"LCD", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := texts(tt.doc)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got texts %q, want %q", got, tt.want)
			}
		})
	}
}

// texts parses a whole XML document and returns the contents of its title, desc and text elements.
func texts(doc []byte) ([]string, error) {
	var found []string
	inside := false
	for decoder := xml.NewDecoder(bytes.NewReader(doc)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if inside = token.Name.Local == "title" || token.Name.Local == "desc" || token.Name.Local == "text"; inside {
				found = append(found, "")
			}
		case xml.CharData:
			if inside {
				found[len(found)-1] += string(token)
			}
		case xml.EndElement:
			inside = false
		}
	}
}

func TestDrawingIsDeterministic(t *testing.T) {
	f := frame(t, 6, "F00042")
	if !bytes.Equal(f.SVG(), f.SVG()) || !bytes.Equal(golden.PNG(t, f.Image(40)), golden.PNG(t, f.Image(40))) {
		t.Error("two drawings of one frame differ")
	}
}

func TestImageSize(t *testing.T) {
	f := frame(t, 6, "888888")
	for asked, want := range map[int]int{
		-1: display.MinHeight, 0: display.MinHeight, 16: 16, 100: 100, 1 << 30: display.MaxHeight,
	} {
		if got := f.Image(asked).Bounds().Dy(); got != want {
			t.Errorf("Image(%d) is %d pixels high, want %d", asked, got, want)
		}
	}
	img, ok := f.Image(156).(*image.RGBA)
	if !ok || !img.Opaque() {
		t.Error("the image is not an opaque *image.RGBA")
	}
	if width, height := display.Size(6); img.Bounds() != image.Rect(0, 0, int(width+0.5), int(height)) {
		t.Errorf("at one pixel per unit, the image is %v", img.Bounds())
	}
}

// The centre of a segment has its colour: dark if lit, ghost if unlit or dead.
func TestImageShowsEverySegment(t *testing.T) {
	f := frame(t, 6, "F00042", "2a")
	_, height := display.Size(6)
	const scale = 4 // pixels per unit
	img := f.Image(int(height) * scale)
	for i, shape := range f.Shapes() {
		var centre display.Point
		for _, p := range shape.Outline {
			centre.X += p.X / 6
			centre.Y += p.Y / 6
		}
		want := display.Ghost
		if shape.Lit {
			want = display.Lit
		}
		if got := img.At(int(centre.X*scale), int(centre.Y*scale)); !golden.AlikeColour(got, want) {
			t.Errorf("cell %d, segment %v has colour %v, want %v", i/7+1, display.Segments(1<<(i%7)), got, want)
		}
	}
}

func TestColourText(t *testing.T) {
	if got := display.Colour(0x0a0b0c).String(); got != "#0a0b0c" {
		t.Errorf("Colour(0x0a0b0c).String() = %s, want #0a0b0c", got)
	}
}
