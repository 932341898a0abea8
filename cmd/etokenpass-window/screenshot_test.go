package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/display/face/facetest"
	"etokenpass/profiles"
)

// The secrets and codes are those of RFC 4226, appendix D, and RFC 6238, appendix B.
const (
	eventProfile = "serial: \"E-1\"\nfirst_moving_factor: 0\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\n"
	timeProfile  = "serial: \"T-1\"\ntype: time\ndigits: 8\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\n"
)

// --show brings a copy of the token to any of its screens.
func TestScreenshotShows(t *testing.T) {
	for _, test := range []struct{ profile, show, want string }{
		{eventProfile, "off", ""},
		{eventProfile, "code", "287082"}, // the counter is 1
		{eventProfile, "888888", "888888"},
		{eventProfile, "F00042", "F00042"},
		{eventProfile, "F00000", "F00000"},
		{eventProfile, "F99999", "F99999"},
		{timeProfile, "code", "94287082"},
		{timeProfile, "888888", "88888888"},
	} {
		t.Run(test.show, func(t *testing.T) {
			d := newDesk(t, test.profile)
			want := newFrame(t, d.profile, test.want)
			layout := face.Arrange(face.Size{Width: 960, Height: 600, Density: 1}, false)
			got := facetest.Read(d.screenshot("--show", test.show), layout.LCD(d.profile.Cells(), false), d.profile.Cells())
			if !slices.Equal(got, want.Cells()) {
				t.Errorf("the picture does not show %q", test.want)
			}
			d.checkCounter(1)
		})
	}
}

func TestScreenshotShowsBack(t *testing.T) {
	d := newDesk(t, eventProfile)
	var painter face.Painter
	scene := face.Scene{Model: d.profile.Model, Serial: d.profile.Serial, LCD: newFrame(t, d.profile, ""), Back: true}
	want, _ := painter.Paint(scene, face.Size{Width: 960, Height: 600, Density: 1})
	if got, ok := d.screenshot("--show", "back").(*image.RGBA); !ok || !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the picture does not show the back")
	}
}

// A screen that the token cannot reach is an error, and no picture is written.
func TestScreenshotOfDeadToken(t *testing.T) {
	d := newDesk(t, eventProfile+"battery: {codes: 1}\n")
	status, problem := d.run("--screenshot", "token.png", "--show", "code")
	if status != cli.StatusFailed || !strings.Contains(problem, "the battery is empty") {
		t.Errorf("exit status %d: %s", status, problem)
	}
	if _, err := os.Stat("token.png"); err == nil {
		t.Error("a picture was written")
	}
}

// desk is an empty folder with a profile whose token has generated one code.
type desk struct {
	*testing.T
	profile *profiles.Profile
	memory  device.Memory
}

func newDesk(t *testing.T, text string) *desk {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("token.yaml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	profile, err := profiles.Load("token.yaml")
	if err != nil {
		t.Fatal(err)
	}
	memory := device.Store{Folder: "state"}.Memory(profile)
	if _, err := memory.Update(func(uint64) (uint64, error) { return 1, nil }); err != nil {
		t.Fatal(err)
	}
	return &desk{t, profile, memory}
}

// run runs the program 59 s after the Unix epoch and returns its exit status and error output.
func (d *desk) run(args ...string) (status int, problem string) {
	var out, errOut bytes.Buffer
	a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &errOut, Now: func() time.Time { return time.Unix(59, 0) }}
	status = run(a, show, append(args, "--profile", "./token.yaml", "--state", "state", "--scale", "2"))
	return status, errOut.String()
}

func (d *desk) screenshot(args ...string) image.Image {
	d.Helper()
	if status, problem := d.run(append(args, "--screenshot", "token.png")...); status != cli.StatusDone {
		d.Fatalf("exit status %d: %s", status, problem)
	}
	file, err := os.ReadFile("token.png")
	if err != nil {
		d.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		d.Fatal(err)
	}
	return picture
}

func (d *desk) checkCounter(want uint64) {
	d.Helper()
	if counter, err := d.memory.Counter(); err != nil || counter != want {
		d.Errorf("the saved counter is %d, %v, want %d", counter, err, want)
	}
}

func newFrame(t *testing.T, profile *profiles.Profile, text string) display.Frame {
	t.Helper()
	lcd, err := display.NewLCD(profile.Cells())
	if err != nil {
		t.Fatal(err)
	}
	frame, err := lcd.Frame(text)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}
