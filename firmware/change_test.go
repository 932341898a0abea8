package firmware_test

import (
	"testing"
	"time"

	"etokenpass/firmware"
)

// A change applies to the next press. The screen that is lit stays until its timeout.
func TestChange(t *testing.T) {
	memory := &ram{}
	machine, err := firmware.New(rfc4226(), memory)
	if err != nil {
		t.Fatal(err)
	}
	press := func() error { machine.Down(); return machine.Up(start) }
	for _, step := range []struct {
		whileLit firmware.PressWhileLit
		life     firmware.Life
		wait     time.Duration
		lcd, err string
	}{
		{firmware.Ignore, firmware.Life{}, 0, "755224", ""},
		{firmware.Ignore, firmware.Life{}, time.Second, "755224", ""},
		{firmware.Next, firmware.Life{}, time.Second, "287082", ""},
		{firmware.TurnOff, firmware.Life{Codes: 2}, time.Second, "287082", "the battery is empty: 2 of 2 codes used"},
		{firmware.TurnOff, firmware.Life{Expires: true, Left: time.Second}, time.Second, "287082", "the battery is empty: its lifetime has ended"},
		{firmware.TurnOff, firmware.Life{Expires: true, Left: time.Hour}, time.Second, "", ""},
		{firmware.TurnOff, firmware.Life{}, time.Hour, "359152", ""},
	} {
		if err := machine.Change(step.whileLit, firmware.Clock{}, step.life); err != nil {
			t.Fatal(err)
		}
		machine.Advance(step.wait)
		err := press()
		if got := machine.Screen().LCD; got != step.lcd || (err == nil) != (step.err == "") || err != nil && err.Error() != step.err {
			t.Errorf("%+v: %q, %v", step, got, err)
		}
	}
	if err := machine.Change(firmware.TurnOff+1, firmware.Clock{}, firmware.Life{}); err == nil {
		t.Error("an unknown behaviour is accepted")
	}
}

// A time token's clock can go wrong while it is in use, within the range of its configuration.
func TestChangeOfClock(t *testing.T) {
	clock := firmware.Clock{Step: 30 * time.Second, Epoch: start}
	machine, err := firmware.New(rfc4226(func(c *firmware.Config) { c.Kind, c.Clock = firmware.Time, clock }), &ram{})
	if err != nil {
		t.Fatal(err)
	}
	fast, wrong := clock, clock
	fast.Offset, wrong.DriftPerDay = 30*time.Second, 24*time.Hour
	if err := machine.Change(firmware.Ignore, wrong, firmware.Life{}); err == nil {
		t.Error("a drift of a day per day is accepted")
	}
	if err := machine.Change(firmware.Ignore, fast, firmware.Life{}); err != nil {
		t.Fatal(err)
	}
	machine.Down()
	if err := machine.Up(start); err != nil || machine.Screen().MovingFactor != 1 {
		t.Errorf("time step %d, %v", machine.Screen().MovingFactor, err)
	}
}
