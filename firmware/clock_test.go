package firmware_test

import (
	"strings"
	"testing"
	"time"

	"etokenpass/firmware"
)

func passTime(options ...func(*firmware.Config)) firmware.Config {
	config := rfc4226(func(c *firmware.Config) {
		c.Kind = firmware.Time
		c.Digits = 8
		c.Clock = firmware.Clock{Step: 30 * time.Second, Epoch: time.Unix(0, 0)}
	})
	for _, option := range options {
		option(&config)
	}
	return config
}

// Rule 8, with the vectors of RFC 6238 appendix B (SHA-1).
func TestPassTime(t *testing.T) {
	at := func(unix int64) time.Time { return time.Unix(unix, 0) }
	press := func(machine *firmware.Machine, now time.Time) string {
		t.Helper()
		machine.Down()
		if err := machine.Up(now); err != nil {
			t.Fatal(err)
		}
		code := machine.Screen().LCD
		machine.Advance(27 * time.Second)
		return code
	}
	memory := &ram{}
	machine, err := firmware.New(passTime(), memory)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		unix int64
		want string
	}{
		{59, "94287082"}, // the last second of step 1
		{30, "94287082"}, // its first second: one step, one code
		{1111111109, "07081804"},
		{1111111111, "14050471"}, // across a boundary
		{20000000000, "65353130"},
	} {
		if got := press(machine, at(row.unix)); got != row.want {
			t.Errorf("at %d: %q, want %q", row.unix, got, row.want)
		}
	}
	if memory.counter != 5 {
		t.Errorf("the counter is %d; it counts presses", memory.counter)
	}

	// The code belongs to the time step at the release, not when the button went down.
	machine.Down()
	machine.Advance(2 * time.Second)
	if err := machine.Up(at(1111111111)); err != nil {
		t.Fatal(err)
	}
	if got := machine.Screen(); got.LCD != "14050471" || got.MovingFactor != 37037037 || got.Counter != 6 {
		t.Errorf("got %+v", got)
	}
}

func TestPassTimeCounterScreenShowsTheTimeStep(t *testing.T) {
	machine, err := firmware.New(passTime(), &ram{counter: 3})
	if err != nil {
		t.Fatal(err)
	}
	machine.Down()
	machine.Advance(4 * time.Second)
	for range 5 {
		if err := machine.Up(time.Unix(1111111111, 0)); err != nil { // step 37037037
			t.Fatal(err)
		}
		machine.Down()
	}
	if got, want := machine.Screen(), (firmware.Screen{State: firmware.CounterScreen, LCD: "F37037", Counter: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// A wrong clock reads now + offset + drift_per_day × (now − set_at)/day.
func TestClockReading(t *testing.T) {
	set := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	table := []struct {
		name          string
		offset, drift time.Duration
		now, want     time.Time
	}{
		{"correct", 0, 0, set.Add(time.Hour), set.Add(time.Hour)},
		{"90 s fast", 90 * time.Second, 0, set, set.Add(90 * time.Second)},
		{"90 s slow", -90 * time.Second, 0, set, set.Add(-90 * time.Second)},
		{"2 s a day, after a day", 0, 2 * time.Second, set.AddDate(0, 0, 1), set.AddDate(0, 0, 1).Add(2 * time.Second)},
		{"2 s a day, after 12 h", 0, 2 * time.Second, set.Add(12 * time.Hour), set.Add(12*time.Hour + time.Second)},
		{"-2 s a day, after 36 h", 0, -2 * time.Second, set.Add(36 * time.Hour), set.Add(36*time.Hour - 3*time.Second)},
		{"before it was set", 0, 2 * time.Second, set.AddDate(0, 0, -1), set.AddDate(0, 0, -1).Add(-2 * time.Second)},
		{"both", time.Minute, time.Second, set.AddDate(0, 0, 10), set.AddDate(0, 0, 10).Add(70 * time.Second)},
		{"a large drift, after centuries", 0, 23 * time.Hour, set.AddDate(0, 0, 400*365), set.AddDate(0, 0, 400*365).Add(23 * 365 * 200 * time.Hour).Add(23 * 365 * 200 * time.Hour)},
	}
	for _, row := range table {
		clock := firmware.Clock{Step: 30 * time.Second, Offset: row.offset, DriftPerDay: row.drift, SetAt: set}
		if got := clock.Reading(row.now); !got.Equal(row.want) {
			t.Errorf("%s: got %v, want %v", row.name, got.UTC(), row.want)
		}
	}
}

// Drift moves a token into the next time step: 2 s a day are 30 s after 15 days.
func TestDriftChangesTheTimeStep(t *testing.T) {
	set := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := firmware.Clock{Step: 30 * time.Second, Epoch: set, DriftPerDay: 2 * time.Second, SetAt: set}
	for _, row := range []struct {
		days int
		want uint64
	}{{0, 0}, {14, 14 * 2880}, {15, 15*2880 + 1}} {
		got, err := clock.TimeStep(set.AddDate(0, 0, row.days))
		if err != nil || got != row.want {
			t.Errorf("after %d days: got step %d, %v; want %d", row.days, got, err, row.want)
		}
	}
}

// StepEnds returns the first millisecond of the next step, however wrong the clock is.
func TestStepEnds(t *testing.T) {
	set := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 500, time.UTC) // between two milliseconds
	for name, clock := range map[string]firmware.Clock{
		"correct":              {Step: 30 * time.Second},
		"an epoch":             {Step: time.Minute, Epoch: epoch},
		"a week":               {Step: 7 * 24 * time.Hour},
		"fast":                 {Step: 30 * time.Second, Offset: 90*time.Second + time.Millisecond},
		"slow":                 {Step: 30 * time.Second, Offset: -20 * time.Minute},
		"gaining":              {Step: 30 * time.Second, DriftPerDay: 2 * time.Second, SetAt: set},
		"losing":               {Step: time.Second, DriftPerDay: -1234 * time.Millisecond, SetAt: set},
		"gaining almost a day": {Step: 30 * time.Second, Epoch: epoch, DriftPerDay: 23 * time.Hour, SetAt: set},
		"losing almost a day":  {Step: 30 * time.Second, Epoch: epoch, DriftPerDay: -23 * time.Hour, SetAt: set},
		"losing for long":      {Step: 30 * time.Second, Offset: time.Hour, DriftPerDay: -time.Hour, SetAt: epoch},
	} {
		for _, now := range []time.Time{set, set.Add(29_999 * time.Millisecond), set.Add(-77 * time.Hour), set.AddDate(300, 0, 1)} {
			step, err := clock.TimeStep(now)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			end := clock.StepEnds(step)
			last, err := clock.TimeStep(end.Add(-time.Millisecond))
			if next, err := clock.TimeStep(end); err != nil || next != step+1 {
				t.Errorf("%s at %v: step %d ends at %v, but then it is %d, %v", name, now, step, end.UTC(), next, err)
			}
			if err != nil || last != step {
				t.Errorf("%s at %v: step %d ends at %v, but 1 ms before it is %d, %v", name, now, step, end.UTC(), last, err)
			}
		}
	}
}

func TestClockBeforeEpoch(t *testing.T) {
	memory := &ram{}
	config := passTime(func(c *firmware.Config) { c.Clock.Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) })
	machine, err := firmware.New(config, memory)
	if err != nil {
		t.Fatal(err)
	}
	machine.Down()
	err = machine.Up(time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC))
	if err == nil || !strings.Contains(err.Error(), "the token's clock: the time 1999-12-31T00:00:00Z is before the epoch 2000-01-01T00:00:00Z") {
		t.Errorf("got error %v", err)
	}
	if memory.counter != 0 || machine.Screen().State != firmware.Off {
		t.Errorf("counter %d, screen %v", memory.counter, machine.Screen())
	}
}
