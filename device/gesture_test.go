package device_test

import (
	"errors"
	"testing"
	"time"

	"etokenpass/device"
)

func TestHold(t *testing.T) {
	for _, row := range []struct {
		held time.Duration
		want string
	}{{0, "755224"}, {device.PressTime, "755224"}, {3999 * time.Millisecond, "755224"}, {4 * time.Second, "888888"}} {
		token, clock := newToken(t, demo(t))
		seen, err := device.Hold(token, clock, row.held)
		if seen.LCD != row.want || seen.Down || err != nil {
			t.Errorf("held for %v: got %+v, %v", row.held, seen, err)
		}
		if passed := clock.Now().Sub(start); passed != row.held {
			t.Errorf("held for %v: %v passed", row.held, passed)
		}
	}
}

func TestPresses(t *testing.T) {
	token, clock := newToken(t, demo(t, "battery: {codes: 3}"))
	var seen []string
	for snapshot, err := range device.Presses(token, clock, 5, 28*time.Second) {
		text := snapshot.At.Sub(start).String() + " " + snapshot.LCD
		if errors.Is(err, device.ErrDead) {
			text += "dead"
		} else if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, text)
		if len(seen) == 4 {
			break // there is no fifth press
		}
	}
	want := []string{"200ms 755224", "28.2s 287082", "56.2s 359152", "1m24.2s dead"}
	for i := range want {
		if seen[i] != want[i] {
			t.Errorf("press %d: %q, want %q", i+1, seen[i], want[i])
		}
	}
	if passed := clock.Now().Sub(start); passed != 3*28*time.Second+device.PressTime {
		t.Errorf("%v passed", passed)
	}
}

func TestShowCounter(t *testing.T) {
	for _, row := range []struct {
		name  string
		more  []string
		takes time.Duration
		want  string
	}{
		{"as documented", []string{"counter: 42"}, 4 * time.Second, "F00042"},
		{"another button", []string{"counter: 42", "button: {hold: 1s, sync_presses: 9}"}, time.Second, "F00042"},
		{"a timeout shorter than a press", []string{"display: {timeout: 100ms}"}, 4 * time.Second, "F00000"},
	} {
		token, clock := newToken(t, demo(t, row.more...))
		seen, err := device.ShowCounter(token, clock)
		if seen.LCD != row.want || err != nil {
			t.Errorf("%s: %+v, %v", row.name, seen, err)
		}
		if passed := clock.Now().Sub(start); passed != row.takes {
			t.Errorf("%s: %v passed", row.name, passed)
		}
	}

	dead, clock := newToken(t, demo(t, "counter: 3", "battery: {codes: 3}"))
	if seen, err := device.ShowCounter(dead, clock); !errors.Is(err, device.ErrDead) || seen.State != device.Off {
		t.Errorf("dead token: got %+v, %v", seen, err)
	}
}

// The gestures work on any clock that can be moved forward.
func TestGesturesOnAPacedClock(t *testing.T) {
	clock := device.NewPacedClock(device.NewVirtualClock(start))
	token, err := device.New(demo(t), clock, device.NewMemory(7))
	if err != nil {
		t.Fatal(err)
	}
	if seen, err := device.ShowCounter(token, clock); seen.LCD != "F00007" || err != nil {
		t.Errorf("%+v, %v", seen, err)
	}
}
