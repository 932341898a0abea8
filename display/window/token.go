package window

import (
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// token is one of the window's tokens.
type token struct {
	device    *device.Token
	watcher   *device.Watcher
	screens   func(device.Event) // called with each new screen
	texts     *locale.Texts
	lcd       display.LCD
	events    [face.MaxEvents]face.Event
	counter   counter
	litAtDown device.State // the state when the button went down
}

func newToken(d *device.Token, texts *locale.Texts, screens func(device.Event)) (*token, error) {
	profile := d.Profile()
	lcd, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		return nil, err
	}
	watcher, _ := d.Watch(maxScreens)
	return &token{device: d, watcher: watcher, screens: screens, texts: texts, lcd: lcd}, nil
}

// maxScreens is more than the number of screens that a token can show between two frames, however much time has passed:
// a code, off, the self-test, off.
const maxScreens = 16

// sync notes the screens up to now and returns the token's snapshot.
func (t *token) sync() device.Snapshot {
	seen := t.device.Snapshot()
	t.noteScreens()
	return seen
}

func (t *token) noteScreens() {
	for screen := range t.watcher.Waiting() {
		t.note(screen.Since, t.event(screen.Snapshot))
		t.screens(screen)
	}
}

func (t *token) down() {
	seen := t.sync()
	t.litAtDown = seen.State
	t.note(seen.At, t.texts.Text("window.event.down"))
	t.device.Down()
}

func (t *token) up() error {
	before := t.sync()
	if newest := &t.events[0]; newest.Text == t.texts.Text("window.event.down") {
		newest.Text = t.texts.Text("window.event.pressed", "time", face.Span(t.texts, before.Held))
	} else {
		t.note(before.At, t.texts.Text("window.event.up"))
	}
	after, err := t.device.Up()
	t.noteScreens()
	switch why := ignored[t.litAtDown]; {
	case err != nil:
		t.note(before.At, t.texts.Text("window.event.no_code"))
	case after.Sequence == before.Sequence && before.Held < t.device.Profile().Button.Hold && why != "":
		t.note(before.At, t.texts.Text(why))
	}
	return err
}

// ignored maps the state in which a press began to the reason why it had no effect.
var ignored = map[device.State]locale.Key{
	device.Code: "window.event.code_is_lit", device.CounterScreen: "window.event.counter_is_lit",
}

func (t *token) serial() string { return t.device.Profile().Serial }

// note adds an event to the list.
func (t *token) note(at time.Time, text string) {
	copy(t.events[1:], t.events[:])
	t.events[0] = face.Event{Time: at.Local().Format("15:04:05.0"), Text: text}
}

// frame returns the picture of a screen.
func (t *token) frame(seen device.Snapshot) display.Frame {
	frame, err := t.lcd.Frame(seen.LCD)
	if err != nil {
		panic("internal error: " + err.Error()) // the firmware sends only text that fits its LCD
	}
	return frame
}

// event describes a screen for the list of events.
func (t *token) event(seen device.Snapshot) string {
	if seen.State == device.Off {
		return t.texts.Text("window.event.off")
	}
	return seen.LCD
}
