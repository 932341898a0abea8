package firmware_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/firmware"
)

func TestProgress(t *testing.T) {
	machine, err := firmware.New(rfc4226(), &ram{})
	if err != nil {
		t.Fatal(err)
	}
	up := func() {
		if err := machine.Up(start); err != nil {
			t.Fatal(err)
		}
	}
	press := func() { machine.Down(); up() }
	after := func(d time.Duration) func() { return func() { machine.Advance(d) } }

	for _, step := range []struct {
		name string
		do   func()
		want firmware.Progress
	}{
		{"nothing", func() {}, firmware.Progress{}},
		{"down", machine.Down, firmware.Progress{Down: true}},
		{"a second", after(time.Second), firmware.Progress{Down: true, Held: time.Second}},
		{"up: a code", up, firmware.Progress{OffIn: 27 * time.Second}},
		{"7 seconds", after(7 * time.Second), firmware.Progress{OffIn: 20 * time.Second}},
		{"down while lit", machine.Down, firmware.Progress{Down: true, OffIn: 20 * time.Second}},
		{"until just before the hold", after(3999 * time.Millisecond),
			firmware.Progress{Down: true, Held: 3999 * time.Millisecond, OffIn: 16001 * time.Millisecond}},
		{"the hold", after(time.Millisecond), firmware.Progress{Down: true, Held: 4 * time.Second}},
		{"another hour", after(time.Hour), firmware.Progress{Down: true, Held: 4 * time.Second}},
		{"up", up, firmware.Progress{OffIn: 27 * time.Second}},
		{"one press", press, firmware.Progress{OffIn: 27 * time.Second, Presses: 1}},
		{"two, three", func() { press(); press() }, firmware.Progress{OffIn: 27 * time.Second, Presses: 3}},
		{"four: the counter screen", press, firmware.Progress{OffIn: 27 * time.Second}},
		{"off", after(27 * time.Second), firmware.Progress{}},
	} {
		step.do()
		if diff := cmp.Diff(step.want, machine.Progress()); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
	}
}
