package window

import (
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// token is one token on the desk.
type token struct {
	device    *device.Token
	watcher   *device.Watcher
	screens   func(device.Snapshot) // is called with each new screen
	texts     *locale.Texts
	lcd       display.LCD
	events    [face.MaxEvents]face.Event
	counter   counter
	litAtDown device.State // what was lit when the button went down
}

func newToken(d *device.Token, texts *locale.Texts, screens func(device.Snapshot)) (*token, error) {
	profile := d.Profile()
	lcd, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		return nil, err
	}
	return &token{device: d, watcher: d.Watch(maxScreens), screens: screens, texts: texts, lcd: lcd}, nil
}

// maxScreens is more screens than a token can have between two looks at it, however much
// time has passed: a code, off, the self-test, off.
const maxScreens = 16

// look returns what can be seen of the token, after it has noted the screens until then.
func (t *token) sync() device.Snapshot {
	seen := t.device.Snapshot()
	t.noteScreens()
	return seen
}

func (t *token) noteScreens() {
	for screen := range t.watcher.Waiting() {
		t.note(screen.Since, t.event(screen.Snapshot))
		t.screens(screen.Snapshot)
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

// ignored is why a press changed nothing, by the screen that it litAtDown on.
var ignored = map[device.State]locale.Key{
	device.Code: "window.event.code_is_lit", device.CounterScreen: "window.event.counter_is_lit",
}

func (t *token) serial() string { return t.device.Profile().Serial }

// note adds to the last events.
func (t *token) note(at time.Time, text string) {
	copy(t.events[1:], t.events[:])
	t.events[0] = face.Event{Time: at.Local().Format("15:04:05.0"), Text: text}
}

// frame is what a screen looks like.
func (t *token) frame(seen device.Snapshot) display.Frame {
	frame, err := t.lcd.Frame(seen.LCD)
	if err != nil {
		panic("internal error: " + err.Error()) // the firmware sends what its LCD has cells and glyphs for
	}
	return frame
}

// event is what a screen is in the list of events.
func (t *token) event(seen device.Snapshot) string {
	if seen.State == device.Off {
		return t.texts.Text("window.event.off")
	}
	return seen.LCD
}
