package face_test

import (
	"bytes"
	"image"
	"slices"
	"testing"

	"etokenpass/display/face"

	"pgregory.net/rapid"
)

// A picture depends only on the scene, not on what was painted before. Copying only the changed parts yields the same
// picture as copying all of it.
func TestPicturesDoNotDependOnThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var painter face.Painter
		var shown *image.RGBA
		scene, size := face.Scene{}, drawSize(t)
		for range rapid.IntRange(1, 6).Draw(t, "scenes") {
			scene = drawChange(t, scene)
			if rapid.IntRange(0, 5).Draw(t, "resize") == 0 {
				size = drawSize(t)
			}
			picture, changed := painter.Paint(scene, size)
			var fresh face.Painter
			if want, _ := fresh.Paint(scene, size); !bytes.Equal(picture.Pix, want.Pix) {
				t.Fatalf("%+v: a fresh painter paints a different picture, first at %v", scene, firstDifference(picture, want))
			}
			shown = show(shown, picture, changed)
			if !bytes.Equal(picture.Pix, shown.Pix) {
				t.Fatalf("%v differs, but Paint reports %v as changed", firstDifference(picture, shown), changed)
			}
		}
	})
}

// show copies the changed part of the picture to what is shown.
func show(shown, picture *image.RGBA, changed image.Rectangle) *image.RGBA {
	if shown == nil || shown.Rect != picture.Rect {
		shown = image.NewRGBA(picture.Rect)
	}
	for y := changed.Min.Y; y < changed.Max.Y; y++ {
		from, to := picture.PixOffset(changed.Min.X, y), picture.PixOffset(changed.Max.X, y)
		copy(shown.Pix[from:to], picture.Pix[from:to])
	}
	return shown
}

func firstDifference(a, b *image.RGBA) image.Point {
	for i := range a.Pix {
		if a.Pix[i] != b.Pix[i] {
			return image.Pt(i%a.Stride/4, i/a.Stride)
		}
	}
	return image.Pt(-1, -1)
}

func TestEqualSceneIsNotRepainted(t *testing.T) {
	var painter face.Painter
	scene, size := token(t, "755224"), face.Size{Width: 320, Height: 200, Density: 1}
	first, changed := painter.Paint(scene, size)
	if changed != first.Rect {
		t.Errorf("the first picture changes %v, want all of it", changed)
	}
	if again, changed := painter.Paint(scene, size); again != first || !changed.Empty() {
		t.Errorf("repainting the same scene changes %v", changed)
	}
}

func TestOnlyChangesArePainted(t *testing.T) {
	size := face.Size{Width: 740, Height: 300, Density: 1}
	layout := face.Arrange(size, true)
	var painter face.Painter
	scene := token(t, "755224")
	scene.Assist = assist()
	painter.Paint(scene, size)

	scene.LCD = frame(t, 6, "338314")
	if _, changed := painter.Paint(scene, size); !changed.In(layout.Fob) || changed.Empty() {
		t.Errorf("a new code changes %v, the fob is at %v", changed, layout.Fob)
	}
	scene.Down = true
	if _, changed := painter.Paint(scene, size); !changed.In(layout.Fob) || changed.Empty() {
		t.Errorf("the button changes %v, the fob is at %v", changed, layout.Fob)
	}
	scene.Assist.OffIn /= 2
	if _, changed := painter.Paint(scene, size); !changed.In(layout.Panel) || changed.Dy() > 60 {
		t.Errorf("the remaining time changes %v, the panel is at %v", changed, layout.Panel)
	}
}

func TestPicturesAreOpaque(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var painter face.Painter
		picture, _ := painter.Paint(drawChange(t, face.Scene{}), drawSize(t))
		for i := 3; i < len(picture.Pix); i += 4 {
			if picture.Pix[i] != 0xff {
				t.Fatalf("alpha %d at %d, %d", picture.Pix[i], i%picture.Stride/4, i/picture.Stride)
			}
		}
	})
}

// A turned token is the upright token rotated by 180 degrees, pixel by pixel. Everything around it stays in place.
func TestTurned(t *testing.T) {
	for _, size := range []face.Size{{Width: 320, Height: 200}, {Width: 480, Height: 300}, {Width: 501, Height: 333}} {
		for _, back := range []bool{false, true} {
			scene := token(t, "755224")
			scene.Back, scene.Down, scene.Pace = back, true, "×10"
			var first, second face.Painter
			upright, _ := first.Paint(scene, size)
			scene.Turned = true
			turned, _ := second.Paint(scene, size)

			fob := face.Arrange(size, false).Fob
			for y := fob.Min.Y; y < fob.Max.Y; y++ {
				for x := fob.Min.X; x < fob.Max.X; x++ {
					opposite := fob.Min.Add(fob.Max).Sub(image.Pt(x+1, y+1))
					if wellInside(fob, x, y) && upright.RGBAAt(x, y) != turned.RGBAAt(opposite.X, opposite.Y) {
						t.Fatalf("%v, back %v: %d, %d is not at %v when turned", size, back, x, y, opposite)
					}
				}
			}
			corner := image.Rect(0, 0, size.Width/8, size.Height/9)
			a, _ := upright.SubImage(corner).(*image.RGBA)
			b, _ := turned.SubImage(corner).(*image.RGBA)
			if !slices.Equal(pixels(a), pixels(b)) {
				t.Errorf("%v: the badge is turned with the token", size)
			}
		}
	}
}

// wellInside excludes the edge of the fob and its hole, through which the table is visible.
func wellInside(fob image.Rectangle, x, y int) bool {
	acrossX := (float64(x-fob.Min.X)+0.5)/float64(fob.Dx())*2 - 1
	acrossY := (float64(y-fob.Min.Y)+0.5)/float64(fob.Dy())*2 - 1
	return acrossX*acrossX+acrossY*acrossY < 0.79*0.79
}

func pixels(img *image.RGBA) []uint8 {
	var all []uint8
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		all = append(all, img.Pix[img.PixOffset(img.Rect.Min.X, y):img.PixOffset(img.Rect.Max.X, y)]...)
	}
	return all
}
