package face_test

import (
	"image"
	"strings"
	"testing"

	"etokenpass/display/face"
	"etokenpass/internal/golden"
)

var (
	small  = face.Size{Width: 320, Height: 200, Density: 1}
	usual  = face.Size{Width: 480, Height: 300, Density: 1}
	wide   = face.Size{Width: 740, Height: 300, Density: 1}
	narrow = face.Size{Width: 320, Height: 440, Density: 1}
	dense  = face.Size{Width: 640, Height: 400, Density: 2}
)

// goldens maps the name of every file in testdata to its picture.
func goldens(t *testing.T) map[string]image.Image {
	with := func(change func(*face.Scene)) face.Scene {
		scene := token(t, "755224")
		change(&scene)
		return scene
	}
	backSide := with(func(s *face.Scene) { s.Back = true })
	longSerial := with(func(s *face.Scene) { s.Back, s.Serial = true, strings.Repeat("0123-Äbcdef ", 6) })
	several := with(func(s *face.Scene) { s.SerialOnFront, s.Position = true, "2 of 3" })
	severalLong := with(func(s *face.Scene) {
		s.SerialOnFront, s.Turned, s.Serial = true, true, "test-environment/branch-office-0017/anna.ivanova/spare"
	})
	allKeys := with(func(s *face.Scene) { s.Keys = keys })
	busy := with(func(s *face.Scene) { s.Assist, s.Down, s.Pace, s.Position = assist(), true, "×10", "2 of 3" })
	idle := with(func(s *face.Scene) {
		s.LCD, s.Assist = frame(t, 6, ""), face.Assist{State: "off", Counter: "41", SyncPresses: 3}
	})
	failed := with(func(s *face.Scene) {
		s.Message = face.Message{Error: true, Text: "the saved counter /home/anna/.local/share/etokenpass/token.json " +
			"cannot be written: no space left on device\nClose the window: a code whose counter is not saved " +
			"would be generated again, and a server that has accepted it once would refuse it the second time."}
	})
	return map[string]image.Image{
		"off.png":               painted(token(t, ""), small),
		"code.png":              painted(token(t, "755224"), usual),
		"eights.png":            painted(token(t, "888888"), small),
		"counter.png":           painted(token(t, "F00042"), small),
		"turned.png":            painted(with(func(s *face.Scene) { s.Turned = true }), small),
		"down.png":              painted(with(func(s *face.Scene) { s.Down = true }), small),
		"worn.png":              painted(with(func(s *face.Scene) { s.LCD = frame(t, 6, "888888", "1g", "4b", "5d") }), small),
		"eight.png":             painted(with(func(s *face.Scene) { s.LCD = frame(t, 8, "12345678") }), small),
		"back.png":              painted(backSide, usual),
		"back-long.png":         painted(longSerial, small),
		"assist.png":            painted(busy, wide),
		"assist-small.png":      painted(busy, small),
		"assist-below.png":      painted(busy, narrow),
		"assist-idle.png":       painted(idle, small),
		"front-serial.png":      painted(several, usual),
		"front-serial-long.png": painted(severalLong, small),
		"keys.png":              painted(allKeys, usual),
		"keys-dense.png":        painted(allKeys, dense),
		"keys-small.png":        painted(allKeys, small),
		"info.png":              painted(with(func(s *face.Scene) { s.Message.Text = "copied 755224" }), small),
		"error.png":             painted(failed, usual),
	}
}

func painted(scene face.Scene, size face.Size) image.Image {
	var painter face.Painter
	picture, _ := painter.Paint(scene, size)
	return picture
}

func TestGoldens(t *testing.T) {
	files := map[string][]byte{}
	for name, picture := range goldens(t) {
		files[name] = golden.PNG(t, picture)
	}
	golden.Folder(t, files)
}
