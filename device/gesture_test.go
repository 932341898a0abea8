package device_test

import (
	"errors"
	"runtime"
	"slices"
	"sync"
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
		seen, err := token.Hold(row.held)
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
	for snapshot, err := range token.Presses(5, 28*time.Second) {
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
		seen, err := token.ShowCounter()
		if seen.LCD != row.want || err != nil {
			t.Errorf("%s: %+v, %v", row.name, seen, err)
		}
		if passed := clock.Now().Sub(start); passed != row.takes {
			t.Errorf("%s: %v passed", row.name, passed)
		}
	}

	dead, _ := newToken(t, demo(t, "counter: 3", "battery: {codes: 3}"))
	if seen, err := dead.ShowCounter(); !errors.Is(err, device.ErrDead) || seen.State != device.Off {
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
	if seen, err := token.ShowCounter(); seen.LCD != "F00007" || err != nil {
		t.Errorf("%+v, %v", seen, err)
	}
}

func TestWait(t *testing.T) {
	token, clock := newToken(t, demo(t))
	press(t, token)
	seen, err := token.Wait(27 * time.Second)
	if err != nil || seen.State != device.Off || seen.Sequence != 2 || clock.Now().Sub(start) != 27*time.Second {
		t.Errorf("after %v: %+v, %v", clock.Now().Sub(start), seen, err)
	}
}

// fixedClock always shows the same time.
type fixedClock struct{}

func (fixedClock) Now() time.Time { return start }

// A gesture on a clock that cannot be moved forward fails and does nothing.
func TestGesturesOnAFixedClock(t *testing.T) {
	token, err := device.New(demo(t), fixedClock{}, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, seen device.Snapshot, err error) {
		t.Helper()
		if !errors.Is(err, device.ErrFixedClock) || seen.Sequence != 0 || seen.Down {
			t.Errorf("%s: %+v, %v", name, seen, err)
		}
	}
	seen, err := token.Hold(device.PressTime)
	check("hold", seen, err)
	seen, err = token.ShowCounter()
	check("counter screen", seen, err)
	seen, err = token.Wait(time.Second)
	check("wait", seen, err)
	count := 0
	for seen, err := range token.Presses(3, time.Second) {
		check("presses", seen, err)
		count++
	}
	if count != 1 {
		t.Errorf("the error was yielded %d times", count)
	}
}

// yieldingClock lets other goroutines run while time passes.
type yieldingClock struct{ *device.VirtualClock }

func (c yieldingClock) Advance(d time.Duration) {
	runtime.Gosched()
	c.VirtualClock.Advance(d)
	runtime.Gosched()
}

// Concurrent gestures take turns: none releases another's button, and no press gets into
// another's four presses for the counter screen.
func TestConcurrentGesturesTakeTurns(t *testing.T) {
	const workers, rounds = 8, 50
	clock := yieldingClock{device.NewVirtualClock(start)}
	token, err := device.New(demo(t), clock, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for range rounds {
				if seen, err := token.ShowCounter(); seen.State != device.CounterScreen || err != nil {
					t.Errorf("%v instead of the counter screen, %v", seen.State, err)
				}
				if seen, err := token.Hold(4 * time.Second); seen.State != device.SelfTest || err != nil {
					t.Errorf("%v instead of the self-test, %v", seen.State, err)
				}
				for seen, err := range token.Presses(2, device.PressEvery) {
					if seen.State == device.Off || err != nil {
						t.Errorf("a press shows %v, %v", seen.State, err)
					}
				}
			}
		})
	}
	working.Wait()
	// The hold in ShowCounter, the hold, and two presses, the second 300 ms after the first.
	const round = 4*time.Second + 4*time.Second + 2*device.PressTime + (device.PressEvery - device.PressTime)
	if passed := clock.Now().Sub(start); passed != workers*rounds*round {
		t.Errorf("%v passed instead of %v", passed, workers*rounds*round)
	}
}

// The body of a loop over presses may make other gestures.
func TestGesturesBetweenPresses(t *testing.T) {
	token, _ := newToken(t, demo(t))
	var seen []string
	for snapshot, err := range token.Presses(2, 28*time.Second) {
		if err != nil {
			t.Fatal(err)
		}
		counter, err := token.ShowCounter()
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, snapshot.LCD, counter.LCD)
	}
	if want := []string{"755224", "F00001", "287082", "F00002"}; !slices.Equal(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
}
