package face_test

import (
	"image"
	"slices"
	"testing"

	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/display/face/facetest"

	"pgregory.net/rapid"
)

// For any frame and window size, every segment can be read from the picture.
func TestLCDCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		density := rapid.SampledFrom([]float64{1, 1.5, 2}).Draw(t, "density")
		size := face.Size{
			Width:   int(density * float64(rapid.IntRange(face.MinWidth, 600).Draw(t, "width"))),
			Height:  int(density * float64(rapid.IntRange(face.MinHeight, 400).Draw(t, "height"))),
			Density: density,
		}
		scene := drawChange(t, face.Scene{LCD: drawFrame(t)})
		scene.Back, scene.Keys = false, nil
		var painter face.Painter
		picture, _ := painter.Paint(scene, size)

		want := scene.LCD.Cells()
		lcd := face.Arrange(size, scene.Assist.State != "").LCD(len(want), scene.Turned)
		if got := facetest.Read(picture, lcd, len(want)); !slices.Equal(got, want) {
			t.Fatalf("reads as %v, want %v", got, want)
		}
	})
}

func TestCellsAreOnTheGlass(t *testing.T) {
	layout := face.Arrange(face.Size{Width: face.Width, Height: face.Height, Density: 1}, false)
	for cells := display.MinCells; cells <= display.MaxCells; cells++ {
		lcd := layout.LCD(cells, false)
		width, height := display.Size(cells)
		left, top := lcd.At(display.Point{})
		right, bottom := lcd.At(display.Point{X: width, Y: height})
		around := image.Rect(int(left)-1, int(top)-1, int(right)+1, int(bottom)+1)
		if !around.In(layout.Fob) {
			t.Errorf("%d cells extend from %v, %v to %v, %v, outside the fob", cells, left, top, right, bottom)
		}
		if x, _ := layout.ButtonCentre(false); x < right {
			t.Errorf("%d cells extend to %v, under the button at %v", cells, right, x)
		}
		turned := layout.LCD(cells, true)
		turnedLeft, turnedTop := turned.At(display.Point{})
		if turnedLeft <= left || turnedTop <= top {
			t.Errorf("turned, the LCD's upper left corner is at %v, %v", turnedLeft, turnedTop)
		}
	}
}
