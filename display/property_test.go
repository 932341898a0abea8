package display_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"etokenpass/display"

	"pgregory.net/rapid"
)

// drawLCD draws an arbitrary LCD.
func drawLCD(t *rapid.T, cells int) (lcd display.LCD, dead []string) {
	names := rapid.StringMatching(fmt.Sprintf("[1-%d][a-g]", cells))
	dead = rapid.SliceOfN(names, 0, 12).Draw(t, "dead")
	lcd, err := display.NewLCD(cells, dead...)
	if err != nil {
		t.Fatal(err)
	}
	return lcd, dead
}

// drawText draws a text that fits on the LCD.
func drawText(t *rapid.T, cells int) string {
	return rapid.StringMatching(fmt.Sprintf("[0-9F]{0,%d}", cells)).Draw(t, "text")
}

func drawFrame(t *rapid.T, lcd display.LCD, text string) display.Frame {
	f, err := lcd.Frame(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var cellCounts = rapid.IntRange(display.MinCells, display.MaxCells)

func TestTurnedTwiceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := cellCounts.Draw(t, "cells")
		lcd, _ := drawLCD(t, cells)
		f := drawFrame(t, lcd, drawText(t, cells))
		if f.Turned().Turned() != f {
			t.Fatalf("%q turned twice is %q", f.Reading(), f.Turned().Turned().Reading())
		}
	})
}

func TestDeadSegmentsNeverLight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := cellCounts.Draw(t, "cells")
		lcd, dead := drawLCD(t, cells)
		worn := drawFrame(t, lcd, drawText(t, cells)).Cells()
		for _, name := range dead {
			if lit := worn[name[0]-'1'].String(); strings.Contains(lit, name[1:]) {
				t.Fatalf("dead segment %s is lit", name)
			}
		}
	})
}

func TestReadingIsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := cellCounts.Draw(t, "cells")
		lcd, err := display.NewLCD(cells)
		if err != nil {
			t.Fatal(err)
		}
		text := drawText(t, cells)
		if got, want := drawFrame(t, lcd, text).Reading(), fmt.Sprintf("%-*s", cells, text); got != want {
			t.Fatalf("reads as %q, want %q", got, want)
		}
	})
}

// UpsideDown, which works on the text, and Turned, which works on segments, agree.
func TestUpsideDownIsTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lcd, err := display.NewLCD(6)
		if err != nil {
			t.Fatal(err)
		}
		text := rapid.StringMatching("[0-9F]{6}").Draw(t, "text")
		reading, _ := display.UpsideDown(text)
		if turned := drawFrame(t, lcd, text).Turned().Reading(); turned != reading {
			t.Fatalf("UpsideDown returns %q, the turned frame reads as %q", reading, turned)
		}
	})
}

// The drawing of the turned frame equals the drawing turned by 180 degrees, so the window may do either.
func TestTurnedDrawingIsTheDrawingTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := cellCounts.Draw(t, "cells")
		lcd, _ := drawLCD(t, cells)
		f := drawFrame(t, lcd, drawText(t, cells))
		width, height := display.Size(cells)
		turn := func(p display.Point) display.Point { return display.Point{X: width - p.X, Y: height - p.Y} }
		same := func(p display.Point) display.Point { return p }
		if !maps.Equal(litPlaces(f.Turned(), same), litPlaces(f, turn)) {
			t.Fatalf("%q: the turned frame and the turned drawing differ", f.Reading())
		}
	})
}

// litPlaces returns the corners of every lit segment after move, as text that does not depend on an outline's first
// point.
func litPlaces(f display.Frame, move func(display.Point) display.Point) map[string]bool {
	places := map[string]bool{}
	for _, shape := range f.Shapes() {
		if !shape.Lit {
			continue
		}
		var corners []string
		for _, p := range shape.Outline {
			p = move(p)
			corners = append(corners, fmt.Sprintf("%.3f,%.3f", p.X, p.Y))
		}
		slices.Sort(corners)
		places[strings.Join(corners, " ")] = true
	}
	return places
}
