package window_test

import (
	"errors"
	"image"
	"strings"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
)

// size is an ordinary window.
var size = face.Size{Width: face.Width, Height: face.Height, Density: 1}

var start = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// demo is the profile of RFC 4226: 755224, 287082, 359152, … Text is added to it.
func demo(t *testing.T, serial string, more ...string) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Parse("demo", []byte("serial: \""+serial+"\"\nfirst_moving_factor: 0\n"+
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n"+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

// desk is a window with tokens on it, and a world around it that stands still until
// it is told to go on.
type desk struct {
	*testing.T
	*window.Window
	wall     *device.VirtualClock
	clock    *device.PacedClock
	memories map[string]device.Memory

	told      []string // of the transcript: serial and LCD
	broken    error    // why the transcript is not whole
	clipboard string
	saved     image.Image
	refuses   error // what the world says to everything
}

func newDesk(t *testing.T, all ...*profiles.Profile) *desk {
	t.Helper()
	if len(all) == 0 {
		all = append(all, demo(t, "1"))
	}
	return newDeskIn(t, locale.English, all...)
}

// newDeskIn is a desk whose window speaks a language.
func newDeskIn(t *testing.T, language locale.Language, all ...*profiles.Profile) *desk {
	t.Helper()
	wall := device.NewVirtualClock(start)
	d := &desk{T: t, wall: wall, clock: device.NewPacedClock(wall), memories: map[string]device.Memory{}}
	var tokens []*device.Token
	for _, profile := range all {
		tokens = append(tokens, d.token(profile))
	}
	w, err := window.New(window.Options{Tokens: tokens, Clock: d.clock, Scale: 1, Language: language, Host: d.host()})
	if err != nil {
		t.Fatal(err)
	}
	d.Window = w
	d.frame(window.Input{})
	return d
}

// token makes a token whose counter is that of its serial.
func (d *desk) token(profile *profiles.Profile) *device.Token {
	d.Helper()
	if d.memories[profile.Serial] == nil {
		d.memories[profile.Serial] = device.NewMemory(profile.Counter)
	}
	token, err := device.New(profile, d.clock, d.memories[profile.Serial])
	if err != nil {
		d.Fatal(err)
	}
	return token
}

func (d *desk) host() window.Host {
	return window.Host{
		Open: func(path string) (*device.Token, error) {
			if d.refuses != nil {
				return nil, d.refuses
			}
			return d.token(demo(d.T, path)), nil
		},
		Copy: func(text string, done func(error)) { d.clipboard = text; done(d.refuses) },
		Save: func(picture image.Image, serial string) (string, error) {
			d.saved = picture
			return "/pictures/" + serial + ".png", d.refuses
		},
		Transcript: d,
	}
}

func (d *desk) Tell(seen device.Snapshot) { d.told = append(d.told, seen.Serial+" "+seen.LCD) }
func (d *desk) Err() error                { return d.broken }

// frame is one frame of a window that has the keyboard.
func (d *desk) frame(in window.Input) {
	in.Focused = true
	d.Update(in, size, d.wall.Now())
}

// frames are those in which a message comes to be seen.
func (d *desk) frames() {
	for range 2 {
		d.frame(window.Input{})
	}
}

// wait lets time pass, as frames do.
func (d *desk) wait(duration time.Duration) {
	d.wall.Advance(duration)
	d.frame(window.Input{})
}

func (d *desk) keys(names ...string) {
	for _, name := range names {
		d.frame(window.Input{Keys: []string{name}})
	}
}

// onButton is a touch in the middle of the button.
func (d *desk) onButton(finger window.Finger, down, up bool) window.Input {
	x, y := face.Arrange(size, d.Assisting()).ButtonCentre(d.Scene().Turned)
	return window.Input{Touches: []window.Touch{{Finger: finger, At: window.Place{X: x, Y: y}, Down: down, Up: up, Held: down && !up}}}
}

func (d *desk) down(finger window.Finger) { d.frame(d.onButton(finger, true, false)) }
func (d *desk) up(finger window.Finger)   { d.frame(d.onButton(finger, false, true)) }

// click is shorter than a frame.
func (d *desk) click() { d.frame(d.onButton(window.Mouse, true, true)) }

// wants checks what the LCD shows; "" is off.
func (d *desk) wants(lcd string) {
	d.Helper()
	if got := strings.TrimSpace(d.Scene().LCD.Reading()); got != lcd {
		d.Errorf("the LCD shows %q, want %q", got, lcd)
	}
}

func (d *desk) says(text string, isError bool) {
	d.Helper()
	got := d.Scene().Message
	if !strings.Contains(got.Text, text) || got.Error != isError || (text == "") != (got.Text == "") {
		d.Errorf("the window says %+v, want %q, an error: %v", got, text, isError)
	}
}

var errFull = errors.New("the disk is full")
