package face_test

import (
	"testing"

	"etokenpass/display/face"
)

var large = face.Size{Width: 1480, Height: 600, Density: 2}

func BenchmarkFirst(b *testing.B) {
	for name, size := range map[string]face.Size{
		"480x300":   {Width: 480, Height: 300, Density: 1},
		"1920x1200": {Width: 1920, Height: 1200, Density: 1},
	} {
		b.Run(name, func(b *testing.B) {
			scene := token(b, "755224")
			for b.Loop() {
				var painter face.Painter
				painter.Paint(scene, size)
			}
		})
	}
}

func BenchmarkLCDAndButton(b *testing.B) {
	var painter face.Painter
	scenes := [2]face.Scene{token(b, ""), token(b, "755224")}
	scenes[1].Down = true
	i := 0
	for b.Loop() {
		painter.Paint(scenes[i%2], large)
		i++
	}
}

func BenchmarkNewCode(b *testing.B) {
	var painter face.Painter
	scene := token(b, "")
	texts := []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"}
	i := 0
	for b.Loop() {
		scene.LCD = frame(b, 6, texts[i%10][i/10%7:])
		painter.Paint(scene, large)
		i++
	}
}

func BenchmarkPanel(b *testing.B) {
	var painter face.Painter
	scene := token(b, "755224")
	scene.Assist = assist()
	for b.Loop() {
		scene.Assist.OffIn -= 16e6
		scene.Assist.Held += 16e6
		if scene.Assist.OffIn < 0 {
			scene.Assist = assist()
			copy(scene.Assist.Events[1:], scene.Assist.Events[:])
		}
		painter.Paint(scene, large)
	}
}
