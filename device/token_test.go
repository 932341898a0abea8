package device_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
	"etokenpass/profiles"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// demo returns the profile of the RFC 4226 token, with codes 755224, 287082, 359152, …, and
// the additional lines.
func demo(t *testing.T, more ...string) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Parse("demo", []byte("serial: \"000000000000\"\nfirst_moving_factor: 0\n"+
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n"+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

func newToken(t *testing.T, profile *profiles.Profile) (*device.Token, *device.VirtualClock) {
	t.Helper()
	clock := device.NewVirtualClock(start)
	token, err := device.New(profile, clock, device.NewMemory(profile.Counter))
	if err != nil {
		t.Fatal(err)
	}
	return token, clock
}

func press(t *testing.T, token *device.Token) device.Snapshot {
	t.Helper()
	snapshot, err := token.Press()
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

func TestSnapshotIsConsistent(t *testing.T) {
	token, clock := newToken(t, demo(t, "counter: 4"))
	if diff := cmp.Diff(device.Snapshot{Serial: "000000000000", At: start, Since: start}, token.Snapshot()); diff != "" {
		t.Error(diff)
	}

	clock.Advance(time.Second)
	press(t, token)
	clock.Advance(7 * time.Second)
	want := device.Snapshot{
		Serial: "000000000000", LCD: "338314", State: device.Code, Sequence: 1,
		At: start.Add(8 * time.Second), Since: start.Add(time.Second), ChangesIn: 20 * time.Second,
		Progress: device.Progress{OffIn: 20 * time.Second},
		Counter:  5, MovingFactor: 4,
	}
	if diff := cmp.Diff(want, token.Snapshot()); diff != "" {
		t.Error(diff)
	}
}

func TestSnapshotDescribesTheButton(t *testing.T) {
	token, clock := newToken(t, demo(t))
	token.Down()
	clock.Advance(3 * time.Second)
	if got := token.Snapshot(); !got.Down || got.Held != 3*time.Second || got.ChangesIn != time.Second || got.OffIn != 0 {
		t.Errorf("got %+v", got)
	}
	clock.Advance(time.Second)
	if _, err := token.Up(); err != nil {
		t.Fatal(err)
	}
	press(t, token)
	if got := token.Snapshot(); got.Down || got.Presses != 1 || got.OffIn != 27*time.Second {
		t.Errorf("got %+v", got)
	}
}

// The counter includes presses through another Token on the same memory.
func TestCounterReadsTheMemory(t *testing.T) {
	memory := device.NewMemory(0)
	clock := device.NewVirtualClock(start)
	one, err := device.New(demo(t), clock, memory)
	if err != nil {
		t.Fatal(err)
	}
	other, err := device.New(demo(t), clock, memory)
	if err != nil {
		t.Fatal(err)
	}
	press(t, other)
	if counter, err := one.Counter(); err != nil || counter != 1 {
		t.Errorf("counter %d, %v", counter, err)
	}
}

// Even if nothing reads the token for an hour, the turn-off is recorded at the time at
// which it happened.
func TestChangesAreRecordedWhenTheyHappen(t *testing.T) {
	token, clock := newToken(t, demo(t))
	press(t, token)
	clock.Advance(time.Hour)
	got := token.Snapshot()
	if got.State != device.Off || got.Sequence != 2 || !got.Since.Equal(start.Add(27*time.Second)) {
		t.Errorf("got %+v", got)
	}

	token.Down()
	clock.Advance(time.Minute)
	got = token.Snapshot()
	if got.State != device.SelfTest || got.Sequence != 3 || !got.Since.Equal(start.Add(time.Hour+4*time.Second)) || got.ChangesIn != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestPassTimeUsesTheCalendarOfTheClock(t *testing.T) {
	profile := demo(t, "type: time", "digits: 8")
	clock := device.NewVirtualClock(time.Unix(1111111109, 0)) // RFC 6238 appendix B
	token, err := device.New(profile, clock, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	if got := press(t, token); got.LCD != "07081804" {
		t.Errorf("got %+v", got)
	}
	clock.Advance(27 * time.Second)
	if got := press(t, token); got.LCD != "14050471" {
		t.Errorf("got %+v", got)
	}
}

func TestBatteryAgesWithTheClock(t *testing.T) {
	profile := demo(t, "battery: {years: 7, made: 2019-01-02}")
	token, clock := newToken(t, profile)
	press(t, token)
	clock.Advance(24 * time.Hour) // 2026-01-02
	if _, err := token.Press(); err == nil || !strings.Contains(err.Error(), "the battery is empty: its lifetime has ended") {
		t.Errorf("got error %v", err)
	}
}

// jumpingClock is a clock whose calendar can jump, as a real one's does after sleep or when
// it is set.
type jumpingClock struct{ now time.Time }

func (c *jumpingClock) Now() time.Time { return c.now }

func TestCalendarJumps(t *testing.T) {
	clock := &jumpingClock{start}
	token, err := device.New(demo(t), clock, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	press(t, token)
	clock.now = start.Add(-time.Hour) // set back: no time passes
	if got := token.Snapshot(); got.LCD != "755224" {
		t.Errorf("set back: %+v", got)
	}
	clock.now = start.Add(8 * time.Hour) // after sleep: the token is off
	if got := token.Snapshot(); got.State != device.Off {
		t.Errorf("after sleep: %+v", got)
	}
}

func TestRealClockRuns(t *testing.T) {
	token, err := device.New(demo(t, "display: {timeout: 100ms}"), device.RealClock{}, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	shown := press(t, token)
	for deadline := time.Now().Add(time.Minute); token.Snapshot().State != device.Off; {
		if time.Now().After(deadline) {
			t.Fatal("still lit after a minute")
		}
		time.Sleep(token.Snapshot().ChangesIn) // until the next change
	}
	// The calendar and the monotonic clock differ by nanoseconds.
	if lit := token.Snapshot().Since.Sub(shown.Since).Round(time.Millisecond); lit != 100*time.Millisecond {
		t.Errorf("lit for %v", lit)
	}
}

// Concurrent presses take turns, so each generates a different code.
func TestConcurrentPresses(t *testing.T) {
	const goroutines, presses = 8, 500
	token, _ := newToken(t, demo(t, "button: {press_while_lit: next}"))
	var mu sync.Mutex
	used := map[uint64]bool{}
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range presses {
				snapshot, err := token.Press()
				mu.Lock()
				if err != nil {
					t.Error(err)
				}
				used[snapshot.MovingFactor] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(used) != goroutines*presses {
		t.Errorf("%d presses used %d moving factors", goroutines*presses, len(used))
	}
	if counter := token.Snapshot().Counter; counter != goroutines*presses {
		t.Errorf("the counter is %d", counter)
	}
}

func TestNewNeedsAllArguments(t *testing.T) {
	for _, err := range []error{
		second(device.New(nil, device.RealClock{}, device.NewMemory(0))),
		second(device.New(demo(t), nil, device.NewMemory(0))),
		second(device.New(demo(t), device.RealClock{}, nil)),
	} {
		if err == nil {
			t.Error("New accepted a nil argument")
		}
	}
}

func second(_ *device.Token, err error) error { return err }

func TestProfilesWithInvalidValues(t *testing.T) {
	for want, change := range map[string]func(*profiles.Profile){
		`the profile's algorithm is "MD5"`:           func(p *profiles.Profile) { p.Algorithm = "MD5" },
		`the profile's type is ""`:                   func(p *profiles.Profile) { p.Type = "" },
		`the profile's press_while_lit is "perhaps"`: func(p *profiles.Profile) { p.Button.PressWhileLit = "perhaps" },
	} {
		profile := demo(t)
		change(profile)
		if _, err := device.New(profile, device.RealClock{}, device.NewMemory(0)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got error %v, want %s", err, want)
		}
	}
}
