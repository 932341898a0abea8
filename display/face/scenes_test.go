package face_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/display"
	"etokenpass/display/face"

	"pgregory.net/rapid"
)

// frame returns the frame of a text on an LCD with the given number of cells.
func frame(t testing.TB, cells int, text string, dead ...string) display.Frame {
	t.Helper()
	lcd, err := display.NewLCD(cells, dead...)
	if err != nil {
		t.Fatal(err)
	}
	f, err := lcd.Frame(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// token returns a scene with a token whose LCD shows the text; "" is off.
func token(t testing.TB, text string) face.Scene {
	return face.Scene{Model: "eToken PASS", Serial: "900123456789", Made: "2010-03-14", LCD: frame(t, 6, text)}
}

// assist returns a panel with something in every row.
func assist() face.Assist {
	a := face.Assist{
		State: "code", OffIn: 12300 * time.Millisecond, Timeout: 27 * time.Second,
		Down: true, Held: 1200 * time.Millisecond, Hold: 2 * time.Second,
		Counting: true, Presses: 2, SyncPresses: 3,
		Counter: "42", Battery: "13958 of 14000 codes left", UpsideDown: "068066",
	}
	for i := range a.Events {
		a.Events[i] = face.Event{Time: fmt.Sprintf("12:34:%02d.5", 59-i), Text: "code 990890"}
	}
	return a
}

var keys = &face.Keys{
	{"Space", "press or hold the button"}, {"B", "show the back or the front"},
	{"U", "turn upside down"}, {"C", "copy what the LCD shows"}, {"S", "save a screenshot of the window"},
	{"A", "open or close the assist panel"}, {"Right", "skip to the next screen change"},
	{"+", "faster: 2, 5, 10 or 60 times"}, {"-", "slower"}, {"P", "pause or resume"}, {"N", "next token"},
	{"Shift+N", "previous token"}, {"H or F1", "show or hide the list of keys"}, {"M", "open or close the menu"}, {"Esc", "close what is open"}, {"Q", "quit"},
}

var (
	texts = rapid.OneOf(rapid.Just(""), rapid.String(), rapid.StringMatching(`[ -~]{0,40}`))
	times = rapid.Map(rapid.IntRange(-1, 30000), milliseconds)
)

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func drawFrame(t *rapid.T) display.Frame {
	cells := rapid.IntRange(display.MinCells, display.MaxCells).Draw(t, "cells")
	dead := rapid.SliceOfN(rapid.StringMatching(fmt.Sprintf("[1-%d][a-g]", cells)), 0, 4).Draw(t, "dead")
	lcd, err := display.NewLCD(cells, dead...)
	if err != nil {
		t.Fatal(err)
	}
	f, err := lcd.Frame(rapid.StringMatching(fmt.Sprintf("[0-9F ]{0,%d}", cells)).Draw(t, "text"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func drawAssist(t *rapid.T) face.Assist {
	a := face.Assist{
		State: texts.Draw(t, "state"), OffIn: times.Draw(t, "off in"), Timeout: times.Draw(t, "timeout"),
		Down: rapid.Bool().Draw(t, "down"), Held: times.Draw(t, "held"), Hold: times.Draw(t, "hold"),
		Counting: rapid.Bool().Draw(t, "counting"), Presses: rapid.IntRange(-1, 20).Draw(t, "presses"),
		SyncPresses: rapid.IntRange(-1, 20).Draw(t, "sync presses"),
		Counter:     texts.Draw(t, "counter"), Battery: texts.Draw(t, "battery"), UpsideDown: texts.Draw(t, "upside down"),
	}
	for i := range rapid.IntRange(0, face.MaxEvents).Draw(t, "events") {
		a.Events[i] = face.Event{Time: texts.Draw(t, "time"), Text: texts.Draw(t, "event")}
	}
	return a
}

func drawMenu(t *rapid.T) (menu face.Menu) {
	for i := range rapid.IntRange(0, face.MaxItems).Draw(t, "items") {
		menu[i] = face.MenuItem{
			Text: texts.Draw(t, "item"), Key: texts.Draw(t, "key"), On: rapid.Bool().Draw(t, "on"),
			Disabled: rapid.Bool().Draw(t, "disabled"), Selected: rapid.Bool().Draw(t, "selected"),
		}
	}
	return menu
}

// drawChange makes up to four random changes to a scene.
func drawChange(t *rapid.T, s face.Scene) face.Scene {
	changes := map[string]func(){
		"case":    func() { s.Model, s.Serial, s.Made = texts.Draw(t, "m"), texts.Draw(t, "s"), texts.Draw(t, "d") },
		"front":   func() { s.SerialOnFront = !s.SerialOnFront },
		"lcd":     func() { s.LCD = drawFrame(t) },
		"down":    func() { s.Down = !s.Down },
		"back":    func() { s.Back = !s.Back },
		"turned":  func() { s.Turned = !s.Turned },
		"badges":  func() { s.Pace, s.Position = texts.Draw(t, "pace"), texts.Draw(t, "place") },
		"message": func() { s.Message = face.Message{Text: texts.Draw(t, "message"), Error: rapid.Bool().Draw(t, "e")} },
		"assist":  func() { s.Assist = drawAssist(t) },
		"off in":  func() { s.Assist.OffIn = times.Draw(t, "off in") },
		"event": func() {
			copy(s.Assist.Events[1:], s.Assist.Events[:])
			s.Assist.Events[0] = face.Event{Time: "12:00:00", Text: texts.Draw(t, "event")}
		},
		"menu": func() { s.Menu = drawMenu(t) },
		"keys": func() {
			s.Keys = rapid.SampledFrom([]*face.Keys{nil, keys, {}, {{"", "\x00"}}}).Draw(t, "keys")
		},
	}
	names := []string{"case", "front", "lcd", "down", "back", "turned", "badges", "message", "assist", "off in", "event", "menu", "keys"}
	for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 0, 4).Draw(t, "changes") {
		changes[name]()
	}
	return s
}

// drawSize draws a window size that is quick to paint, possibly below the minimum or invalid.
func drawSize(t *rapid.T) face.Size {
	return face.Size{
		Width:   rapid.IntRange(-1, 260).Draw(t, "width"),
		Height:  rapid.IntRange(-1, 200).Draw(t, "height"),
		Density: rapid.SampledFrom([]float64{0.5, 1, 2, 0}).Draw(t, "density"),
	}
}
