package face_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"etokenpass/device"
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
	keys := textKeys(t, "window")
	for _, language := range locale.Languages() {
		for _, size := range sizes {
			checkFit(t, keys, size, face.Scene{Language: language})
			checkFit(t, keys, withPanel(size), face.Scene{Language: language})
		}
	}
}

// textKeys returns the keys in a file of texts, and whether each text has plural forms.
func textKeys(t *testing.T, name string) map[locale.Key]bool {
	t.Helper()
	data, err := os.ReadFile("../../assets/text/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[locale.Key]map[string]any
	if err := yaml.Unmarshal(data, &entries); err != nil {
		t.Fatal(err)
	}
	counting := map[locale.Key]bool{}
	for key, entry := range entries {
		_, isText := entry["en"].(string)
		counting[key] = !isText
	}
	if len(counting) == 0 {
		t.Fatalf("no texts in %s.yaml", name)
	}
	return counting
}

// checkFit paints the scene with each text in turn.
func checkFit(t *testing.T, keys map[locale.Key]bool, size face.Size, scene face.Scene) {
	t.Helper()
	texts := locale.New(scene.Language)
	var painter face.Painter
	check := func(what string, scene face.Scene) {
		t.Helper()
		if painter.Paint(scene, size); face.Shortened(&painter) {
			t.Errorf("%s, %d×%d: %s is shortened", scene.Language, size.Width, size.Height, what)
			painter = face.Painter{}
		}
	}
	for key, counting := range keys {
		if inBindings(key) {
			continue
		}
		for _, text := range examples(t, texts, key, counting) {
			scene := scene
			put(&scene, texts, key, text)
			check(text, scene)
		}
	}
	scene.Assist = fullAssist(texts)
	scene.Assist.UpsideDown, scene.Assist.Held = "", 950*time.Millisecond
	check("the panel without an upside-down code", scene)
	list := make(face.Keys, len(window.Bindings))
	for i, binding := range window.Bindings {
		list[i][0], list[i][1] = binding.In(texts)
	}
	scene.Menu = fullMenu(texts)
	check("the menu", scene)
	scene.Menu, scene.Keys = face.Menu{}, &list
	check("the list of keys", scene)
}

// inBindings reports whether a text is part of the list of keys or of the menu.
func inBindings(key locale.Key) bool {
	return slices.ContainsFunc(window.Bindings, func(b window.Binding) bool { return key == b.Label || key == b.Means || key == b.Item })
}

// fullMenu returns the menu with all its items.
func fullMenu(texts *locale.Texts) (menu face.Menu) {
	items := menu[:0]
	for _, binding := range window.Bindings {
		if binding.Item != "" {
			label, _ := binding.In(texts)
			items = append(items, face.MenuItem{Text: texts.Text(binding.Item), Key: label})
		}
	}
	return menu
}

// examples returns a text with long values for its placeholders; if it counts something, once for each plural form.
func examples(t *testing.T, texts *locale.Texts, key locale.Key, counting bool) (all []string) {
	t.Helper()
	values := []string{
		"n", "12", "all", "12", "date", "2033-01-15", "left", "13987", "seconds", "5", "time", face.Span(texts, 12300*time.Millisecond),
		"text", "068066", "path", "000512345678-2033-01-15.png", "file", "000512345678.pdf", "serials", "000512345678, 000512345679",
		"problem", problem(texts, key),
	}
	if counting {
		for _, n := range []uint64{1, 2, 14000} {
			all = append(all, texts.Count(key, n, values[2:]...))
		}
	} else {
		all = []string{texts.Text(key, values...)}
	}
	for _, text := range all {
		if strings.Contains(text, "{") {
			t.Fatalf("%s: a placeholder has no example: %s", key, text)
		}
	}
	return all
}

// problem returns an error that the message with a key can report.
func problem(texts *locale.Texts, key locale.Key) string {
	switch key {
	case "window.cannot_copy":
		return texts.Text("window.slow_clipboard", "seconds", "5")
	case "window.cannot_save":
		return texts.Text("window.no_size")
	case "window.transcript_ended":
		return texts.Text("window.transcript_unread")
	case "window.token_dead":
		return device.ErrDead.Error()
	}
	return "exit status 1"
}

// put puts a text into the place that the window has for its key.
func put(scene *face.Scene, texts *locale.Texts, key locale.Key, text string) {
	switch group := strings.Split(string(key), ".")[1]; group {
	case "state", "counter", "battery", "event":
		scene.Assist = fullAssist(texts)
		switch group {
		case "state":
			scene.Assist.State = text
		case "counter":
			scene.Assist.Counter = text
		case "battery":
			scene.Assist.Battery = text
		case "event":
			scene.Assist.Events[0].Text = text
		}
	case "paused":
		scene.Pace = text
	case "position":
		scene.Position = text
	default:
		scene.Message = face.Message{Text: text, Error: true}
	}
}

// fullAssist returns a panel with something in every row.
func fullAssist(texts *locale.Texts) face.Assist {
	a := face.Assist{
		State: texts.Text("window.state.counter"),
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
