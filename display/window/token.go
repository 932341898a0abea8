package window

import (
	"fmt"
	"strings"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/window/face"
)

// token is one token on the desk.
type token struct {
	device  *device.Device
	lcd     display.LCD
	events  [face.MaxEvents]face.Event
	counter counter
}

func newToken(d *device.Device) (*token, error) {
	profile := d.Profile()
	lcd, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		return nil, err
	}
	return &token{device: d, lcd: lcd}, nil
}

const buttonDown = "button down"

func (t *token) down() {
	t.note(t.device.Snapshot().At, buttonDown)
	t.device.Down()
}

func (t *token) up() error {
	seen := t.device.Snapshot()
	if newest := &t.events[0]; newest.Text == buttonDown {
		newest.Text = fmt.Sprintf("pressed for %.1f s", seen.Held.Seconds())
	} else {
		t.note(seen.At, "button up")
	}
	_, err := t.device.Up()
	if err != nil {
		t.note(seen.At, "no code")
	}
	return err
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

// words is a screen in words.
func words(seen device.Snapshot) string {
	if seen.State == device.Off {
		return "off"
	}
	return strings.TrimSpace(seen.LCD)
}
