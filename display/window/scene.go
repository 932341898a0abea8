package window

import (
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// Scene returns what to show now. As long as it stays equal, nothing has to be painted.
func (w *Window) Scene() face.Scene {
	token := w.token()
	seen := token.device.Snapshot()
	profile := token.device.Profile()
	scene := face.Scene{
		Language: w.language,
		Model:    profile.Model, Serial: profile.Serial, Made: token.made(), SerialOnFront: w.several(),
		LCD: token.frame(seen), Down: seen.Down, Back: w.back, Turned: w.turned,
		Pace: w.paceText(), Position: w.position(), Message: w.message.Message,
	}
	if err := w.Err(); err != nil && scene.Message.Text == "" {
		scene.Message = face.Message{Text: w.texts.Error(err), Error: true}
	}
	if w.assisting {
		scene.Assist = token.assist(seen)
	}
	switch w.overlay {
	case keyList:
		scene.Keys = w.list
	case theMenu:
		scene.Menu = w.menuItems()
	}
	return scene
}

// made returns the date of manufacture, or "" if the profile does not state it.
func (t *token) made() string {
	battery := t.device.Profile().Battery
	if battery == nil || battery.Made.IsZero() {
		return ""
	}
	return battery.Made.Format(time.DateOnly)
}

// The panel's times change in steps, so that it is not repainted with every frame. Remaining time is rounded up and
// elapsed time down, so that neither reaches its end too early.
const (
	offStep  = 100 * time.Millisecond
	heldStep = 50 * time.Millisecond
)

// assist returns the contents of the panel.
func (t *token) assist(seen device.Snapshot) face.Assist {
	profile := t.device.Profile()
	return face.Assist{
		State: t.texts.Text(states[seen.State]),
		OffIn: (seen.OffIn + offStep - 1).Truncate(offStep), Timeout: profile.Display.Timeout,
		Down: seen.Down, Held: seen.Held.Truncate(heldStep), Hold: profile.Button.Hold,
		Counting: seen.State == device.SelfTest, Presses: seen.Presses, SyncPresses: profile.Button.SyncPresses,
		Counter: t.counter.in(t.texts), Battery: t.battery(seen.At), UpsideDown: upsideDown(seen),
		Events: t.events,
	}
}

// states maps the state of the LCD to its name.
var states = map[device.State]locale.Key{
	device.Off: "window.state.off", device.Code: "window.state.code",
	device.SelfTest: "window.state.self_test", device.CounterScreen: "window.state.counter",
}
