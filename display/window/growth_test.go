package window

import (
	"image"
	"testing"

	"etokenpass/display/face"
)

func TestGrow(t *testing.T) {
	small := image.Pt(face.Width, face.Height)
	for _, test := range []struct{ screen, want int }{
		{2000, face.Width + face.PanelWidth},
		{face.Width + 100, face.Width + 100}, // limited by the screen
		{face.Width - 100, face.Width},       // never shrinks
	} {
		if got := grow(small, test.screen); got.to.X != test.want || got.from != small || got.to.Y != small.Y {
			t.Errorf("on a screen of %d: %+v, want %d", test.screen, got, test.want)
		}
	}
}

// The panel is beside the token or under it, and the token keeps its size.
func TestExtraWidth(t *testing.T) {
	for _, test := range []struct {
		name string
		size image.Point
		want int
	}{
		{"initial size", image.Pt(face.Width, face.Height), face.PanelWidth},
		{"twice as large", image.Pt(2*face.Width, 2*face.Height), 2 * face.PanelWidth},
		{"with space at the side", image.Pt(3*face.Width, face.Height), 0},
		{"with space below", image.Pt(face.Width, 4*face.Height), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := extraWidth(test.size)
			if got < test.want-1 || got > test.want+1 {
				t.Errorf("extraWidth(%v) = %d, want %d", test.size, got, test.want)
			}
			without := face.Arrange(face.Size{Width: test.size.X, Height: test.size.Y, Density: 1}, false)
			with := face.Arrange(face.Size{Width: test.size.X + got, Height: test.size.Y, Density: 1}, true)
			if d := without.Fob.Dx() - with.Fob.Dx(); d < -2 || d > 2 {
				t.Errorf("the token's width changes from %d to %d", without.Fob.Dx(), with.Fob.Dx())
			}
		})
	}
}
