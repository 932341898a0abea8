package device_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
)

// received reads the waiting events.
func received(w *device.Watcher) (events []string) {
	for event := range w.Waiting() {
		text := fmt.Sprintf("%d at %v: %s", event.Sequence, event.Since.Sub(start), event.LCD)
		if event.Missed > 0 {
			text += fmt.Sprintf(", %d missed", event.Missed)
		}
		events = append(events, text)
	}
	return events
}

// ready reports whether a watcher is ready and whether it is closed. It consumes readiness.
func ready(w *device.Watcher) (ready, closed bool) {
	select {
	case _, open := <-w.Ready():
		return true, !open
	default:
		return false, false
	}
}

// A watcher receives each screen with the time at which it appeared, even if nothing used
// the token for an hour.
func TestWatch(t *testing.T) {
	token, clock := newToken(t, demo(t))
	watcher, _ := token.Watch(3)
	if is, _ := ready(watcher); is {
		t.Error("a watcher is ready before anything has happened")
	}
	press(t, token)
	if is, _ := ready(watcher); !is {
		t.Error("a watcher is not ready after a press")
	}
	clock.Advance(25 * time.Second)
	token.Down()
	clock.Advance(time.Hour)
	token.Snapshot()
	token.Snapshot()
	want := []string{"1 at 0s: 755224", "2 at 27s: ", "3 at 29s: 888888"}
	if diff := cmp.Diff(want, received(watcher)); diff != "" {
		t.Error(diff)
	}
	if got := received(watcher); got != nil {
		t.Errorf("received again: %v", got)
	}
}

// An event is a snapshot of the instant at which the screen appeared.
func TestWatchSendsSnapshotsOfThatInstant(t *testing.T) {
	token, clock := newToken(t, demo(t))
	watcher, _ := token.Watch(1)
	want := press(t, token)
	clock.Advance(10 * time.Second)
	for event := range watcher.Waiting() {
		if diff := cmp.Diff(device.Event{Snapshot: want}, event); diff != "" {
			t.Error(diff)
		}
	}
}

// Watch returns the current screen, and only later ones are events, even if nothing used the
// token when earlier ones appeared.
func TestWatchReturnsTheCurrentScreen(t *testing.T) {
	token, clock := newToken(t, demo(t))
	press(t, token)
	clock.Advance(time.Hour)
	watcher, now := token.Watch(1)
	if now.State != device.Off || now.Sequence != 2 || now.At != start.Add(time.Hour) || now.Since != start.Add(27*time.Second) {
		t.Errorf("the current screen is %+v", now)
	}
	if is, _ := ready(watcher); is {
		t.Errorf("received %v", received(watcher))
	}
	press(t, token)
	if diff := cmp.Diff([]string{"3 at 1h0m0s: 287082"}, received(watcher)); diff != "" {
		t.Error(diff)
	}
}

// While the token is in use, the first event follows the screen that Watch returns.
func TestNothingIsLostBetweenTheCurrentScreenAndTheFirstEvent(t *testing.T) {
	token, _ := newToken(t, demo(t, "button: {press_while_lit: next}"))
	const presses = 500
	var pressing sync.WaitGroup
	pressing.Go(func() {
		for range presses {
			if _, err := token.Press(); err != nil {
				t.Error(err)
			}
		}
	})
	for range 50 {
		watcher, now := token.Watch(presses)
		token.Snapshot()
		for event := range watcher.Waiting() {
			if event.Sequence != now.Sequence+1 {
				t.Errorf("screen %d came after the current one, %d", event.Sequence, now.Sequence)
			}
			break
		}
		watcher.Close()
	}
	pressing.Wait()
}

func TestSlowWatchersLoseTheOldestScreens(t *testing.T) {
	token, clock := newToken(t, demo(t))
	slow, _ := token.Watch(2)
	slowest, _ := token.Watch(0)
	fast, _ := token.Watch(6)
	for range 3 {
		press(t, token)
		clock.Advance(27 * time.Second)
		token.Snapshot()
	}
	for _, row := range []struct {
		name    string
		watcher *device.Watcher
		want    []string
	}{
		{"slow", slow, []string{"5 at 54s: 359152, 4 missed", "6 at 1m21s: "}},
		{"slowest", slowest, []string{"6 at 1m21s: , 5 missed"}},
		{"fast", fast, []string{"1 at 0s: 755224", "2 at 27s: ", "3 at 27s: 287082", "4 at 54s: ", "5 at 54s: 359152", "6 at 1m21s: "}},
	} {
		if diff := cmp.Diff(row.want, received(row.watcher)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
	press(t, token) // missed screens are reported only once
	if diff := cmp.Diff([]string{"7 at 1m21s: 969429"}, received(slow)); diff != "" {
		t.Error(diff)
	}
}

// A watcher that stops before it has read all waiting events is ready for the rest.
func TestWatcherStopsEarly(t *testing.T) {
	token, clock := newToken(t, demo(t))
	watcher, _ := token.Watch(2)
	press(t, token)
	clock.Advance(27 * time.Second)
	token.Snapshot()
	<-watcher.Ready()
	for range watcher.Waiting() {
		break
	}
	if is, _ := ready(watcher); !is {
		t.Error("it is not ready for the second screen")
	}
	if diff := cmp.Diff([]string{"2 at 27s: "}, received(watcher)); diff != "" {
		t.Error(diff)
	}
}

func TestClosedWatcher(t *testing.T) {
	token, clock := newToken(t, demo(t))
	closed, _ := token.Watch(2)
	open, _ := token.Watch(2)
	press(t, token)
	closed.Close()
	closed.Close()
	clock.Advance(27 * time.Second)
	token.Snapshot()
	ready(closed) // for the press
	if _, is := ready(closed); !is {
		t.Error("it is not closed")
	}
	if diff := cmp.Diff([]string{"1 at 0s: 755224"}, received(closed)); diff != "" {
		t.Error(diff)
	}
	if got := received(open); len(got) != 2 {
		t.Errorf("the other watcher received %v", got)
	}
}

// A watcher may use the token and close itself while the token is in use.
func TestWatcherMayUseTheToken(t *testing.T) {
	token, _ := newToken(t, demo(t, "button: {press_while_lit: next}"))
	watcher, _ := token.Watch(1)
	var watching sync.WaitGroup
	watching.Go(func() {
		for range watcher.Ready() {
			for event := range watcher.Waiting() {
				if now := token.Snapshot(); now.Sequence < event.Sequence {
					t.Errorf("screen %d was sent while the token is at %d", event.Sequence, now.Sequence)
				}
				if event.Sequence == 10 {
					watcher.Close()
				}
			}
		}
	})
	for range 10 {
		press(t, token)
	}
	watching.Wait()
}

// While 64 goroutines press, screens arrive in order. A watcher with a large enough buffer
// misses none; any other learns how many it missed and ends with the newest.
func TestWatchersWhileManyPress(t *testing.T) {
	const pressers, presses = 64, 50
	const all = pressers * presses
	token, _ := newToken(t, demo(t, "button: {press_while_lit: next}"))

	var watching sync.WaitGroup
	watch := func(buffer int, slow bool) {
		watcher, _ := token.Watch(buffer)
		watching.Go(func() {
			defer watcher.Close()
			random := rand.New(rand.NewPCG(uint64(buffer), 1))
			var last uint64
			for last < all {
				<-watcher.Ready()
				for event := range watcher.Waiting() {
					if event.Sequence != last+uint64(event.Missed)+1 || event.Counter != event.Sequence {
						t.Errorf("buffer %d: screen %d with counter %d came after %d, %d missed", buffer, event.Sequence, event.Counter, last, event.Missed)
					}
					if buffer >= all && event.Missed > 0 {
						t.Errorf("buffer %d: %d missed", buffer, event.Missed)
					}
					last = event.Sequence
					if slow {
						for range random.IntN(10) {
							token.Snapshot() // to be slow
						}
					}
				}
			}
		})
	}
	for _, buffer := range []int{1, 2, 7, 64, all} {
		watch(buffer, false)
		watch(buffer, true)
	}
	stuck, _ := token.Watch(1) // must not delay the others

	var pressing sync.WaitGroup
	for range pressers {
		pressing.Go(func() {
			for i := range presses {
				if _, err := token.Press(); err != nil {
					t.Error(err)
				}
				if i%10 == 0 {
					comesAndGoes, _ := token.Watch(1)
					comesAndGoes.Close()
				}
			}
		})
	}
	pressing.Wait()
	watching.Wait()
	for event := range stuck.Waiting() {
		if event.Sequence != all || event.Missed != all-1 {
			t.Errorf("the watcher that read nothing has screen %d, %d missed", event.Sequence, event.Missed)
		}
	}
}
