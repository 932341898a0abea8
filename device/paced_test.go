package device_test

import (
	"testing"
	"time"

	"etokenpass/device"
)

func TestPacedClock(t *testing.T) {
	base := device.NewVirtualClock(start)
	clock := device.NewPacedClock(base)
	want := start
	for _, step := range []struct {
		does   string
		do     func()
		passes time.Duration // in 10 s of the base
	}{
		{"unchanged", func() {}, 10 * time.Second},
		{"speed 10", func() { clock.SetSpeed(10) }, 100 * time.Second},
		{"paused", func() { clock.SetPaused(true) }, 0},
		{"a change of speed while paused", func() { clock.SetSpeed(60) }, 0},
		{"a skip while paused", func() { clock.Advance(time.Minute); want = want.Add(time.Minute) }, 0},
		{"resumed", func() { clock.SetPaused(false) }, 600 * time.Second},
		{"a speed below 1", func() { clock.SetSpeed(0) }, 10 * time.Second},
		{"a skip backwards", func() { clock.Advance(-time.Hour) }, 10 * time.Second},
	} {
		step.do()
		if got := clock.Now(); !got.Equal(want) {
			t.Errorf("%s: %v at once, want %v", step.does, got, want)
		}
		base.Advance(10 * time.Second)
		want = want.Add(step.passes)
		if got := clock.Now(); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", step.does, got, want)
		}
	}
}

// A clock in tick-only mode stands still between ticks and loses no time.
func TestPacedClockTickOnly(t *testing.T) {
	base := device.NewVirtualClock(start)
	clock := device.NewPacedClock(base)
	clock.TickOnly()
	want := start
	for _, step := range []struct {
		does   string
		do     func()
		passes time.Duration // at once, after 10 s of the base
	}{
		{"nothing", func() {}, 0},
		{"a tick", clock.Tick, 20 * time.Second},
		{"another speed", func() { clock.SetSpeed(10) }, 0},
		{"a tick at the new speed", clock.Tick, 200 * time.Second},
		{"a skip", func() { clock.Advance(time.Minute) }, time.Minute},
		{"a pause", func() { clock.SetPaused(true) }, 0},
		{"a tick while paused", clock.Tick, 0},
	} {
		base.Advance(10 * time.Second)
		step.do()
		want = want.Add(step.passes)
		if got := clock.Now(); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", step.does, got, want)
		}
	}
}

func TestPacedClockSpeedAndPaused(t *testing.T) {
	clock := device.NewPacedClock(device.NewVirtualClock(start))
	if clock.Speed() != 1 || clock.Paused() {
		t.Errorf("a new clock has speed %d, paused %v", clock.Speed(), clock.Paused())
	}
	clock.SetSpeed(5)
	clock.SetPaused(true)
	if clock.Speed() != 5 || !clock.Paused() {
		t.Errorf("speed %d, paused %v", clock.Speed(), clock.Paused())
	}
}

// suspended is the clock of a computer that was suspended: the calendar advanced, but the
// monotonic clock did not.
type suspended struct{ reading time.Time }

func (s suspended) Now() time.Time { return s.reading }

func TestTokenIsOffAfterSleep(t *testing.T) {
	for _, speed := range device.Speeds() {
		now := time.Now() // with a monotonic reading
		base := &suspended{now}
		clock := device.NewPacedClock(base)
		clock.SetSpeed(speed)
		token, err := device.New(demo(t), clock, device.NewMemory(0))
		if err != nil {
			t.Fatal(err)
		}
		press(t, token)

		base.reading = now.Add(time.Second).Round(0).Add(8 * time.Hour) // Round drops the monotonic reading
		if state := token.Snapshot().State; state != device.Off {
			t.Errorf("at speed %d, the token is %v after a night", speed, state)
		}
		if passed, want := clock.Now().Sub(now.Round(0)), time.Duration(speed)*8*time.Hour; passed < want {
			t.Errorf("at speed %d, %v passed in a night; want at least %v", speed, passed, want)
		}
	}
}

// A computer without a clock battery starts in 1970 and gets the correct time later.
func TestPacedClockAfterJumpsOfDecades(t *testing.T) {
	base := device.NewVirtualClock(time.Unix(0, 0))
	clock := device.NewPacedClock(base)
	clock.SetSpeed(60)
	before := clock.Now()
	for range 3 {
		base.Advance(56 * 365 * 24 * time.Hour)
		now := clock.Now()
		if now.Before(before) {
			t.Fatalf("the clock went from %v back to %v", before, now)
		}
		before = now
	}
}

// A clock that is made paused shows its own time, follows the base's pace when it is resumed, and
// shows exactly the time that it was moved to.
func TestNewPausedClock(t *testing.T) {
	base := device.NewVirtualClock(start.AddDate(70, 0, 0))
	clock := device.NewPausedClock(base, start)
	if !clock.Paused() || !clock.Now().Equal(start) {
		t.Errorf("paused %v, at %v", clock.Paused(), clock.Now())
	}
	for _, step := range []struct {
		do   func()
		want time.Duration // since the start
	}{
		{func() { base.Advance(time.Hour) }, 0},
		{func() { clock.Advance(time.Minute) }, time.Minute},
		{func() { clock.SetPaused(false); base.Advance(time.Second) }, time.Minute + time.Second},
		{func() { clock.SetSpeed(10); base.Advance(time.Second) }, time.Minute + 11*time.Second},
		{func() { clock.SetPaused(true); base.Advance(time.Hour) }, time.Minute + 11*time.Second},
	} {
		step.do()
		if got := clock.Now().Sub(start); got != step.want {
			t.Errorf("%v after the start, want %v", got, step.want)
		}
	}
}
