package face_test

import (
	"image"
	"math"
	"testing"

	"etokenpass/display"
	"etokenpass/display/face"

	"pgregory.net/rapid"
)

func TestArrange(t *testing.T) {
	none := image.Rectangle{}
	for name, test := range map[string]struct {
		width, height int
		density       float64
		assist        bool
		fob, panel    image.Rectangle
	}{
		"initial":        {480, 300, 1, false, image.Rect(25, 30, 455, 270), none},
		"with the panel": {740, 300, 1, true, image.Rect(25, 30, 455, 270), image.Rect(480, 0, 740, 300)},
		"dense":          {1480, 600, 2, true, image.Rect(50, 60, 910, 540), image.Rect(960, 0, 1480, 600)},
		"tall":           {480, 800, 1, true, image.Rect(25, 155, 455, 395), image.Rect(0, 550, 480, 800)},
		"tall, no panel": {480, 800, 1, false, image.Rect(25, 280, 455, 520), none},
		"smallest":       {320, 200, 1, true, image.Rect(8, 60, 151, 140), image.Rect(160, 0, 320, 200)},
		"no size":        {0, -1, 0, false, image.Rect(0, 0, 1, 1), none},
	} {
		t.Run(name, func(t *testing.T) {
			layout := face.Arrange(face.Size{Width: test.width, Height: test.height, Density: test.density}, test.assist)
			if layout.Fob != test.fob || layout.Panel != test.panel {
				t.Errorf("the fob is at %v, the panel at %v; want %v and %v", layout.Fob, layout.Panel, test.fob, test.panel)
			}
		})
	}
}

func TestNothingLiesOutside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := face.Size{
			Width:   rapid.IntRange(2, 4000).Draw(t, "width"),
			Height:  rapid.IntRange(2, 4000).Draw(t, "height"),
			Density: rapid.Float64Range(0.5, 4).Draw(t, "density"),
		}
		layout := face.Arrange(size, rapid.Bool().Draw(t, "assist"))
		if !layout.Fob.In(layout.Area) || !layout.Area.In(layout.Window) || !layout.Panel.In(layout.Window) {
			t.Fatalf("%+v", layout)
		}
		if layout.Area.Overlaps(layout.Panel) {
			t.Fatalf("the panel at %v lies over the fob's area at %v", layout.Panel, layout.Area)
		}
	})
}

// The menu is in the window and does not cover the LCD, even in the smallest window and when the token is turned. Each
// item can be hit.
func TestMenu(t *testing.T) {
	const items = 13
	rapid.Check(t, func(t *rapid.T) {
		size := face.Size{
			Width:   rapid.IntRange(face.MinWidth, 2000).Draw(t, "width"),
			Height:  rapid.IntRange(face.MinHeight, 1200).Draw(t, "height"),
			Density: 1,
		}
		assist, turned := rapid.Bool().Draw(t, "assist"), rapid.Bool().Draw(t, "turned")
		layout := face.Arrange(size, assist)
		menu := layout.Menu(items, turned)
		if !menu.Card.In(layout.Window) || menu.Card.Overlaps(layout.Mark()) {
			t.Fatalf("the menu is at %v, the mark at %v, in a window of %v", menu.Card, layout.Mark(), layout.Window)
		}
		for i := range items {
			item := menu.Item(i)
			if item.Dy() < 12 {
				t.Errorf("item %d is %d pixels high", i, item.Dy())
			}
			for _, at := range []image.Point{item.Min, item.Max.Sub(image.Pt(1, 1))} {
				if got := menu.At(float64(at.X), float64(at.Y)); got != i {
					t.Errorf("%v is on item %d, want %d", at, got, i)
				}
			}
		}
		lcd := layout.LCD(display.MinCells, turned)
		width, height := display.Size(display.MinCells)
		for _, end := range []display.Point{{X: display.MarginX, Y: height / 2}, {X: width - display.MarginX, Y: height / 2}} {
			if x, y := lcd.At(end); menu.Contains(x, y) {
				t.Errorf("the menu covers the LCD at %v, %v", x, y)
			}
		}
	})
}

func TestOnButton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := face.Size{
			Width:   rapid.IntRange(face.MinWidth, 2000).Draw(t, "width"),
			Height:  rapid.IntRange(face.MinHeight, 2000).Draw(t, "height"),
			Density: 1,
		}
		layout := face.Arrange(size, rapid.Bool().Draw(t, "assist"))
		turned := rapid.Bool().Draw(t, "turned")
		x, y := layout.ButtonCentre(turned)
		radius := float64(layout.Fob.Dy()) / 8
		angle := rapid.Float64Range(0, 2*math.Pi).Draw(t, "angle")
		near := func(part float64) (float64, float64) {
			return x + part*radius*math.Cos(angle), y + part*radius*math.Sin(angle)
		}
		if nearX, nearY := near(0.95); !layout.OnButton(nearX, nearY, turned, false) {
			t.Error("a point just inside the button is not on it")
		}
		if farX, farY := near(1.05); layout.OnButton(farX, farY, turned, false) {
			t.Error("a point just outside the button is on it")
		}
		if layout.OnButton(x, y, !turned, false) {
			t.Error("the button does not move when the token is turned")
		}
		if layout.OnButton(x, y, turned, true) {
			t.Error("the back has a button")
		}
	})
}
