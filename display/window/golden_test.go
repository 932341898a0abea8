package window_test

import (
	"os"
	"testing"
	"time"

	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/golden"
	"etokenpass/internal/locale"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // events are shown in local time
	os.Exit(m.Run())
}

// The files in testdata are pictures of scenes.
func TestGoldens(t *testing.T) {
	english, russian := rehearsed(t, locale.English), rehearsed(t, locale.Russian)
	files := map[string][]byte{
		"panel.png":    painted(t, english.Scene(), wide),
		"panel-ru.png": painted(t, russian.Scene(), wide),
	}
	russian.keys("A", "C")
	files["notice-ru.png"] = painted(t, russian.Scene(), size)
	russian.refuses = locale.NewError("window.not_a_profile", nil, "file", "отчёт.pdf")
	russian.frame(window.Input{Dropped: []string{"1", "2"}})
	files["error-ru.png"] = painted(t, russian.Scene(), small)
	russian.keys("H")
	files["keys-ru.png"] = painted(t, russian.Scene(), size)
	files["keys-small-ru.png"] = painted(t, russian.Scene(), small)
	english, russian = menuOpen(t, locale.English), menuOpen(t, locale.Russian)
	files["menu.png"] = painted(t, english.Scene(), size)
	files["menu-ru.png"] = painted(t, russian.Scene(), size)
	files["menu-small-ru.png"] = painted(t, russian.Scene(), small)
	russian.keys("U")
	files["menu-turned-ru.png"] = painted(t, russian.Scene(), size)
	russian.keys("A")
	files["menu-panel-small-ru.png"] = painted(t, russian.Scene(), small)
	golden.Folder(t, files)
}

var (
	small = face.Size{Width: face.MinWidth, Height: face.MinHeight, Density: 1}
	wide  = face.Size{Width: face.Width + face.PanelWidth, Height: face.Height, Density: 1}
)

func painted(t *testing.T, scene face.Scene, size face.Size) []byte {
	t.Helper()
	var painter face.Painter
	picture, _ := painter.Paint(scene, size)
	return golden.PNG(t, picture)
}

// menuOpen returns a fixture with two tokens, of which the first shows a code, and the menu open.
func menuOpen(t *testing.T, language locale.Language) *fixture {
	t.Helper()
	f := newFixtureIn(t, language, demo(t, "000512345678"), demo(t, "000512345679"))
	f.click()
	f.keys("P", "M", "Down", "Down", "Down")
	return f
}

// rehearsed returns a fixture with the panel open, two presses before the counter screen.
func rehearsed(t *testing.T, language locale.Language) *fixture {
	t.Helper()
	f := newFixtureIn(t, language, demo(t, "000512345678", "battery: {codes: 14000, years: 7, made: 2026-01-15}", "counter: 12"))
	f.click()
	f.wait(9 * time.Second)
	f.down(window.Mouse)
	f.wait(4300 * time.Millisecond)
	f.up(window.Mouse)
	for range 2 {
		f.wait(900 * time.Millisecond)
		f.down(window.Mouse)
		f.wait(200 * time.Millisecond)
		f.up(window.Mouse)
	}
	f.wait(700 * time.Millisecond)
	f.keys("A")
	return f
}
