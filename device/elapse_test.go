package device_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
)

// A token whose display time is skipped can be pressed again at the same calendar time.
func TestElapse(t *testing.T) {
	token, clock := newToken(t, demo(t))
	watcher, _ := token.Watch(10)
	press(t, token)
	clock.Advance(7 * time.Second)

	if seen := token.Elapse(19 * time.Second); seen.OffIn != time.Second || !seen.At.Equal(start.Add(7*time.Second)) {
		t.Errorf("after 26 s the screen goes off in %v, at %v", seen.OffIn, seen.At)
	}
	if seen := token.Elapse(time.Second); seen.State != device.Off || !seen.Since.Equal(clock.Now()) {
		t.Errorf("after 27 s the screen is %s since %v", seen.Shown(), seen.Since)
	}
	press(t, token)
	clock.Advance(27 * time.Second)
	token.Snapshot()

	want := []string{"1 at 0s: 755224", "2 at 7s: ", "3 at 7s: 287082", "4 at 34s: "}
	if diff := cmp.Diff(want, received(watcher)); diff != "" {
		t.Error(diff)
	}
}

// A button that is down becomes a hold, and time that is not positive changes nothing.
func TestElapseWhileDown(t *testing.T) {
	token, _ := newToken(t, demo(t))
	token.Down()
	for _, test := range []struct {
		d    time.Duration
		want string
	}{{-time.Hour, "off"}, {0, "off"}, {4*time.Second - 1, "off"}, {1, "888888"}, {time.Hour, "888888"}} {
		if seen := token.Elapse(test.d); seen.Shown() != test.want {
			t.Errorf("after another %v: %s, want %s", test.d, seen.Shown(), test.want)
		}
	}
}

// Pass Time shows the same code within a time step, however much time elapses for the token alone.
func TestElapseLeavesTheCalendar(t *testing.T) {
	token, _ := newToken(t, demo(t, "type: time"))
	first := press(t, token)
	token.Elapse(time.Hour)
	if second := press(t, token); second.LCD != first.LCD || second.Sequence != first.Sequence+2 {
		t.Errorf("screen %d shows %s, after screen %d with %s", second.Sequence, second.LCD, first.Sequence, first.LCD)
	}
}
