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

// size is the initial size of a window.
var size = face.Size{Width: face.Width, Height: face.Height, Density: 1}

var start = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// demo returns a profile with the secret of RFC 4226: 755224, 287082, 359152, … Its lines of YAML can be extended.
func demo(t *testing.T, serial string, more ...string) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Parse("demo", []byte("serial: \""+serial+"\"\nfirst_moving_factor: 0\n"+
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n"+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

// fixture is a window with tokens, on a virtual clock and with a fake host.
type fixture struct {
	*testing.T
	*window.Window
	wall     *device.VirtualClock
	clock    *device.PacedClock
	memories map[string]device.Memory

	recorded  []string // the transcript: serial and LCD
	missed    int      // screens that are missing from the transcript
	broken    error    // of the transcript
	clipboard string
	saved     image.Image
	refuses   error // returned by all of the host's functions
}

func newFixture(t *testing.T, all ...*profiles.Profile) *fixture {
	t.Helper()
	if len(all) == 0 {
		all = append(all, demo(t, "1"))
	}
	return newFixtureIn(t, locale.English, all...)
}

// newFixtureIn returns a fixture whose window uses a language.
func newFixtureIn(t *testing.T, language locale.Language, all ...*profiles.Profile) *fixture {
	t.Helper()
	wall := device.NewVirtualClock(start)
	f := &fixture{T: t, wall: wall, clock: device.NewPacedClock(wall), memories: map[string]device.Memory{}}
	var tokens []*device.Token
	for _, profile := range all {
		tokens = append(tokens, f.token(profile))
	}
	w, err := window.New(window.Options{Tokens: tokens, Clock: f.clock, Scale: 1, Language: language, Host: f.host()})
	if err != nil {
		t.Fatal(err)
	}
	f.Window = w
	f.frame(window.Input{})
	return f
}

// token returns a token. Tokens with the same serial share a counter.
func (f *fixture) token(profile *profiles.Profile) *device.Token {
	f.Helper()
	if f.memories[profile.Serial] == nil {
		f.memories[profile.Serial] = device.NewMemory(profile.Counter)
	}
	token, err := device.New(profile, f.clock, f.memories[profile.Serial])
	if err != nil {
		f.Fatal(err)
	}
	return token
}

func (f *fixture) host() window.Host {
	return window.Host{
		Open: func(path string) (*device.Token, error) {
			if f.refuses != nil {
				return nil, f.refuses
			}
			return f.token(demo(f.T, path)), nil
		},
		Copy: func(text string, done func(error)) { f.clipboard = text; done(f.refuses) },
		Save: func(picture image.Image, serial string) (string, error) {
			f.saved = picture
			return "/pictures/" + serial + ".png", f.refuses
		},
		Transcript: f,
	}
}

func (f *fixture) Record(screen device.Event) {
	f.recorded = append(f.recorded, screen.Serial+" "+screen.LCD)
	f.missed += screen.Missed
}

func (f *fixture) Err() error { return f.broken }

// frame runs one frame with the keyboard focus.
func (f *fixture) frame(in window.Input) {
	in.Focused = true
	f.Update(in, size, f.wall.Now())
}

// frames runs the two frames after which a message counts as visible.
func (f *fixture) frames() {
	for range 2 {
		f.frame(window.Input{})
	}
}

// wait advances the clock and runs a frame.
func (f *fixture) wait(duration time.Duration) {
	f.wall.Advance(duration)
	f.frame(window.Input{})
}

func (f *fixture) keys(names ...string) {
	for _, name := range names {
		f.frame(window.Input{Keys: []string{name}})
	}
}

// onButton returns a touch at the centre of the button.
func (f *fixture) onButton(finger window.Finger, down, up bool) window.Input {
	x, y := face.Arrange(size, f.AssistOpen()).ButtonCentre(f.Scene().Turned)
	return window.Input{Touches: []window.Touch{{Finger: finger, At: window.Point{X: x, Y: y}, Down: down, Up: up, Held: down && !up}}}
}

func (f *fixture) down(finger window.Finger) { f.frame(f.onButton(finger, true, false)) }
func (f *fixture) up(finger window.Finger)   { f.frame(f.onButton(finger, false, true)) }

// click presses and releases the button within one frame.
func (f *fixture) click() { f.frame(f.onButton(window.Mouse, true, true)) }

// wantLCD checks the text on the LCD; "" is off.
func (f *fixture) wantLCD(lcd string) {
	f.Helper()
	if got := strings.TrimSpace(f.Scene().LCD.Reading()); got != lcd {
		f.Errorf("the LCD shows %q, want %q", got, lcd)
	}
}

// wantMessage checks that the message contains text, or that there is none if text is empty.
func (f *fixture) wantMessage(text string, isError bool) {
	f.Helper()
	got := f.Scene().Message
	if !strings.Contains(got.Text, text) || got.Error != isError || (text == "") != (got.Text == "") {
		f.Errorf("the message is %+v, want %q, an error: %v", got, text, isError)
	}
}

var errFull = errors.New("the disk is full")
