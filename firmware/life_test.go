package firmware_test

import (
	"errors"
	"testing"
	"time"

	"etokenpass/firmware"
)

// Rule 9: whether the token is dead is decided when the button goes down; a lit
// screen stays lit until its timeout.
func TestLife(t *testing.T) {
	codes := func(c *firmware.Config) { c.Life.Codes = 14_000 }
	left := func(d time.Duration) func(*firmware.Config) {
		return func(c *firmware.Config) { c.Life.Expires, c.Life.Left = true, d }
	}
	const sevenYears = 2557 * 24 * time.Hour

	table := []struct {
		name    string
		config  firmware.Config
		counter uint64
		script  string
	}{
		{"after 13,999 codes: one more, lit until its timeout", rfc4226(codes), 13_999,
			"press =706491 26.999s =706491 1ms =off !battery_is_empty press =off"},
		{"after 14,000 codes: dark", rfc4226(codes), 14_000, "!14000_of_14000_codes_used press =off"},
		{"after 14,001 codes: dark", rfc4226(codes), 14_001, "!14001_of_14000_codes_used press =off"},
		{"dead: a hold shows nothing either", rfc4226(codes), 14_000, "down 5s =off !battery_is_empty up =off"},
		{"during the last code: a hold shows nothing", rfc4226(codes), 13_999, "press down 5s =706491 !battery_is_empty up 21.999s =706491 1ms =off"},
		{"a battery without a limit on codes", rfc4226(), 20_000, "press =225173"},

		{"a millisecond before its end", rfc4226(left(time.Millisecond)), 0, "down 1h =888888 up =888888"},
		{"at its end", rfc4226(left(time.Millisecond)), 0, "1ms down !its_lifetime_has_ended up =off"},
		{"past its end when it was made", rfc4226(left(-time.Hour)), 0, "!its_lifetime_has_ended press =off"},
		{"seven years, less a press", rfc4226(left(sevenYears)), 0, "61367.999h 3.599s down 200ms up =755224"},
		{"seven years", rfc4226(left(sevenYears)), 0, "61368h !its_lifetime_has_ended press =off"},
		{"a code lit at the end stays until its timeout", rfc4226(left(10 * time.Second)), 0, "press 26.999s =755224 1ms =off !its_lifetime_has_ended press =off"},
		{"a self-test lit at the end stays until its timeout and ignores the button", rfc4226(left(10 * time.Second)), 0,
			"hold 10s down 16.999s =888888 1ms =off !its_lifetime_has_ended up =off"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			play(t, row.config, &ram{counter: row.counter}, row.script)
		})
	}
}

// A dead token works again once its counter has been set back.
func TestDeadTokenWithCounterSetBack(t *testing.T) {
	memory := &ram{counter: 14_000}
	machine, err := firmware.New(rfc4226(func(c *firmware.Config) { c.Life.Codes = 14_000 }), memory)
	if err != nil {
		t.Fatal(err)
	}
	memory.counter = 0
	machine.Down()
	if err := machine.Up(start); !errors.Is(err, firmware.ErrDead) {
		t.Errorf("got error %v", err)
	}
	machine.Down()
	if err := machine.Up(start); err != nil || machine.Screen().LCD != "755224" {
		t.Errorf("got %v, %v", machine.Screen(), err)
	}
}

// When two processes share a token, the codes of both count for the battery.
func TestAnotherProcessUsesTheLastCode(t *testing.T) {
	memory := &ram{counter: 13_999}
	machine, err := firmware.New(rfc4226(func(c *firmware.Config) { c.Life.Codes = 14_000 }), memory)
	if err != nil {
		t.Fatal(err)
	}
	machine.Down()
	memory.counter++
	if err := machine.Up(start); !errors.Is(err, firmware.ErrDead) {
		t.Errorf("got error %v", err)
	}
	if got := machine.Screen().State; got != firmware.Off {
		t.Errorf("the screen is %v", got)
	}
	machine.Down() // the machine has read the new counter, so a hold shows nothing
	machine.Advance(4 * time.Second)
	if err := machine.Up(start); !errors.Is(err, firmware.ErrDead) || machine.Screen().State != firmware.Off {
		t.Errorf("got error %v, screen %v", err, machine.Screen().State)
	}
	if memory.counter != 14_000 {
		t.Errorf("the counter is %d", memory.counter)
	}
}
