package face_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

// sizes are the smallest window, the initial one, and one twice as large at two densities.
var sizes = []face.Size{small, usual, {Width: 960, Height: 600, Density: 1}, {Width: 960, Height: 600, Density: 2}}

// withPanel returns the size of a window that has been widened for the panel.
func withPanel(size face.Size) face.Size {
	size.Width += size.Width * face.PanelWidth / face.Width
	return size
}

// The window's own texts fit without being shortened, in each language and at each size.
func TestTextsFit(t *testing.T) {
	for _, language := range locale.Languages() {
		for _, size := range sizes {
			checkFit(t, locale.New(language), size, face.Scene{Language: language})
			checkFit(t, locale.New(language), withPanel(size), face.Scene{Language: language})
		}
	}
}

// checkFit paints the scene with each text in turn.
func checkFit(t *testing.T, texts *locale.Texts, size face.Size, scene face.Scene) {
	t.Helper()
	var painter face.Painter
	check := func(what string, scene face.Scene) {
		t.Helper()
		if painter.Paint(scene, size); face.Shortened(&painter) {
			t.Errorf("%s, %d×%d: %s is shortened", scene.Language, size.Width, size.Height, what)
			painter = face.Painter{}
		}
	}
	for _, text := range []string{
		texts.Text("window.only_token"), texts.Text("window.no_clipboard"), texts.Text("window.no_path"),
		texts.Text("window.transcript_ended", "problem", texts.Text("window.transcript_unread")),
		texts.Text("window.cannot_copy", "problem", texts.Text("window.slow_clipboard", "seconds", "5")),
	} {
		scene.Message = face.Message{Text: text, Error: true}
		check(text, scene)
	}
	scene.Pace = texts.Text("window.paused")
	for _, key := range []locale.Key{"window.state.off", "window.state.code", "window.state.self_test", "window.state.counter"} {
		scene.Assist = fullAssist(texts)
		scene.Assist.State = texts.Text(key)
		check(scene.Assist.State, scene)
	}
	for _, battery := range batteries(texts) {
		scene.Assist.Battery = battery
		check(battery, scene)
	}
	list := make(face.Keys, len(window.Bindings))
	for i, binding := range window.Bindings {
		list[i][0], list[i][1] = binding.In(texts)
	}
	scene.Keys = &list
	check("the list of keys", scene)
}

// batteries returns the longest battery texts of a token with 14,000 codes and seven years.
func batteries(texts *locale.Texts) []string {
	const date = "2033-01-15"
	return []string{
		texts.Text("window.battery.left", "left", "13987", "date", date), texts.Text("window.battery.ended", "date", date),
		texts.Text("window.battery.to", "date", date), texts.Count("window.battery.codes", 14000, "left", "13987"),
	}
}

// fullAssist returns a panel with something in every row.
func fullAssist(texts *locale.Texts) face.Assist {
	a := face.Assist{
		OffIn: 26300 * time.Millisecond, Timeout: 27 * time.Second, Down: true, Held: 3950 * time.Millisecond, Hold: 4 * time.Second,
		Counting: true, Presses: 2, SyncPresses: 4, Counter: texts.Text("window.counter.unreadable"), UpsideDown: "068066",
	}
	for i, text := range []string{
		texts.Text("window.event.off"), texts.Text("window.event.down"), texts.Text("window.event.up"), texts.Text("window.event.no_code"),
		texts.Text("window.event.pressed", "time", face.Span(texts, 12300*time.Millisecond)),
		texts.Text("window.event.code_is_lit"), texts.Text("window.event.counter_is_lit"),
	} {
		a.Events[i] = face.Event{Time: fmt.Sprintf("12:34:%02d.5", 59-i), Text: text}
	}
	return a
}

// The fonts contain every letter of the texts.
func TestFontsHaveAllLetters(t *testing.T) {
	for _, name := range []string{"face", "window"} {
		data, err := os.ReadFile("../../assets/text/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if unknown := face.Unknown(strings.ReplaceAll(string(data), "\n", "")); unknown != "" {
			t.Errorf("%s: missing from the fonts: %q", name, unknown)
		}
	}
	if face.Unknown("漢") == "" {
		t.Error("Unknown does not report a missing letter")
	}
}
