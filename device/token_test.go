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

// demo is the profile of RFC 4226: 755224, 287082, 359152, … Text is added to it.
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

func TestSnapshotBelongsTogether(t *testing.T) {
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

func TestSnapshotTellsOfTheButton(t *testing.T) {
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

// Somebody else's presses count.
func TestCounterIsThatOfTheMemory(t *testing.T) {
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

// Nobody looked for an hour: the switch-off is noted when it happened.
func TestChangesAreNotedWhenTheyHappen(t *testing.T) {
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

func TestABatteryAgesWithTheClock(t *testing.T) {
	profile := demo(t, "battery: {years: 7, made: 2019-01-02}")
	token, clock := newToken(t, profile)
	press(t, token)
	clock.Advance(24 * time.Hour) // 2026-01-02
	if _, err := token.Press(); err == nil || !strings.Contains(err.Error(), "the battery is empty: its lifetime has ended") {
		t.Errorf("got error %v", err)
	}
}

// leap is a clock whose calendar can jump, as a real one's does over a sleep or
// when somebody sets it.
type leap struct{ now time.Time }

func (l *leap) Now() time.Time { return l.now }

func TestACalendarThatJumps(t *testing.T) {
	clock := &leap{start}
	token, err := device.New(demo(t), clock, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	press(t, token)
	clock.now = start.Add(-time.Hour) // set back: no time has passed
	if got := token.Snapshot(); got.LCD != "755224" {
		t.Errorf("set back: %+v", got)
	}
	clock.now = start.Add(8 * time.Hour) // slept: the token is off
	if got := token.Snapshot(); got.State != device.Off {
		t.Errorf("slept: %+v", got)
	}
}

func TestARealClockRuns(t *testing.T) {
	token, err := device.New(demo(t, "display: {timeout: 100ms}"), device.RealClock{}, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	shown := press(t, token)
	for deadline := time.Now().Add(time.Minute); token.Snapshot().State != device.Off; {
		if time.Now().After(deadline) {
			t.Fatal("still lit after a minute")
		}
		time.Sleep(token.Snapshot().ChangesIn) // the token says when to look again
	}
	// The calendar and the monotonic clock differ by nanoseconds.
	if lit := token.Snapshot().Since.Sub(shown.Since).Round(time.Millisecond); lit != 100*time.Millisecond {
		t.Errorf("lit for %v", lit)
	}
}

// Goroutines that press at once take turns: each press makes a code of its own.
func TestConcurrentPresses(t *testing.T) {
	const fingers, presses = 8, 500
	token, _ := newToken(t, demo(t, "button: {press_while_lit: next}"))
	var mu sync.Mutex
	used := map[uint64]bool{}
	var all sync.WaitGroup
	for range fingers {
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
	if len(used) != fingers*presses {
		t.Errorf("%d presses saw %d moving factors", fingers*presses, len(used))
	}
	if counter := token.Snapshot().Counter; counter != fingers*presses {
		t.Errorf("the counter is %d", counter)
	}
}

func TestATokenNeedsAllOfIt(t *testing.T) {
	for _, err := range []error{
		second(device.New(nil, device.RealClock{}, device.NewMemory(0))),
		second(device.New(demo(t), nil, device.NewMemory(0))),
		second(device.New(demo(t), device.RealClock{}, nil)),
	} {
		if err == nil {
			t.Error("a token was made without")
		}
	}
}

func second(_ *device.Token, err error) error { return err }

func TestProfilesThatPackageProfilesNeverMakes(t *testing.T) {
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
