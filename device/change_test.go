package device_test

import (
	"strings"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
)

// A changed profile applies at once, and the lit code stays.
func TestChange(t *testing.T) {
	token, clock := newToken(t, demo(t))
	lit := press(t, token)
	clock.Advance(time.Second)
	if err := token.Change(demo(t, "button: {press_while_lit: next}", "display: {dead_segments: [1g]}", "battery: {codes: 2}")); err != nil {
		t.Fatal(err)
	}
	if seen := token.Snapshot(); seen.LCD != lit.LCD || seen.Sequence != lit.Sequence || seen.OffIn != 26*time.Second {
		t.Errorf("after the change: %+v", seen)
	}
	if got := token.Profile().Display.DeadSegments; len(got) != 1 {
		t.Errorf("dead segments %v", got)
	}
	if seen := press(t, token); seen.LCD != "287082" {
		t.Errorf("the next press shows %s", seen.LCD)
	}
	if _, err := token.Press(); err == nil || !strings.Contains(err.Error(), "2 of 2 codes used") {
		t.Errorf("the battery: %v", err)
	}
}

// What makes it another token cannot be changed, and nothing else either then.
func TestChangeRefuses(t *testing.T) {
	token, _ := newToken(t, demo(t))
	for _, line := range []string{
		"digits: 8", "type: time", "algorithm: SHA256", "counter: 1", "button: {hold: 5s}", "button: {sync_presses: 5}", "display: {timeout: 5s}",
	} {
		if err := token.Change(demo(t, line, "battery: {codes: 1}")); err == nil {
			t.Errorf("%s is accepted", line)
		}
	}
	other := demo(t)
	other.Secret, _ = profiles.NewSecret([]byte("another"))
	if err := token.Change(other); err == nil {
		t.Error("another secret is accepted")
	}
	unknown := demo(t)
	unknown.Button.PressWhileLit = "explode"
	if err := token.Change(unknown); err == nil {
		t.Error("an unknown behaviour is accepted")
	}
	if token.Profile().Battery != nil {
		t.Error("the profile has changed")
	}
}

// A restart turns the LCD off, drops what the button did, and reads the counter again.
func TestRestart(t *testing.T) {
	profile := demo(t, "battery: {codes: 1}")
	memory := device.NewMemory(0)
	token, err := device.New(profile, device.NewVirtualClock(start), memory)
	if err != nil {
		t.Fatal(err)
	}
	press(t, token)
	token.Down()
	if _, err := memory.Update(func(uint64) (uint64, error) { return 0, nil }); err != nil {
		t.Fatal(err)
	}
	if err := token.Restart(); err != nil {
		t.Fatal(err)
	}
	if seen := token.Snapshot(); seen.State != device.Off || seen.Sequence != 2 || seen.Down {
		t.Errorf("after the restart: %+v", seen)
	}
	if err := token.Restart(); err != nil {
		t.Fatal(err)
	}
	if seen := press(t, token); seen.LCD != "755224" || seen.Sequence != 3 { // the second restart changed no screen
		t.Errorf("screen %d shows %s", seen.Sequence, seen.LCD)
	}
}

func TestClockError(t *testing.T) {
	profile := demo(t, "type: time", "time: {offset: -5s, drift_per_day: 2s, set_at: 2026-01-01T00:00:00Z}")
	for _, test := range []struct{ after, want time.Duration }{{0, -5 * time.Second}, {36 * time.Hour, -2 * time.Second}, {10 * 24 * time.Hour, 15 * time.Second}} {
		if got := device.ClockError(profile, start.Add(test.after)); got != test.want {
			t.Errorf("after %v: %v, want %v", test.after, got, test.want)
		}
	}
}
