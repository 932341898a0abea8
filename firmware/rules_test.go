package firmware_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware"
	"etokenpass/firmware/oath"
)

// The rules of the token, numbered as in docs/token.md.
func TestRules(t *testing.T) {
	whileLit := func(p firmware.PressWhileLit) func(*firmware.Config) {
		return func(c *firmware.Config) { c.PressWhileLit = p }
	}
	digits := func(n int) func(*firmware.Config) {
		return func(c *firmware.Config) { c.Digits = n }
	}
	startsAt1 := func(c *firmware.Config) { c.FirstMovingFactor = 1 }

	table := []struct {
		rule    string
		config  firmware.Config
		counter uint64
		script  string
	}{
		{"1 off: blank, and stays blank", rfc4226(), 0, "=off 24h =off"},

		{"2 a press shows a code when the button comes up", rfc4226(), 0, "down =off 200ms =off up =755224"},
		{"2 a press without duration is a press", rfc4226(), 0, "down up =755224"},
		{"2 lit for 27 s", rfc4226(), 0, "press 26.999s =755224 1ms =off"},
		{"2 ready again after the switch-off", rfc4226(), 0, "press 27s press =287082 27s press =359152"},
		{"2 just under 4 s is a press", rfc4226(), 0, "down 3.999s =off up =755224"},
		{"2 the counter continues where it was", rfc4226(), 9, "press =520489"},

		{"3 ignored while lit, and does not extend the timeout", rfc4226(), 0, "press 20s press =755224 6.799s =755224 1ms =off press =287082"},
		{"3 begins lit, ends off: ignored", rfc4226(), 0, "press 26s down 1s =off 500ms up =off press =287082"},
		{"3 begins just before the switch-off: ignored", rfc4226(), 0, "press 26.999s down 1ms up =off"},
		{"3 begins at the switch-off: a code", rfc4226(), 0, "press 27s down up =287082"},
		{"3 next: a new code at once", rfc4226(whileLit(firmware.Next)), 0, "press 5s press =287082 26.999s =287082 1ms =off"},
		{"3 next: acts at the release, even if the LCD is off by then", rfc4226(whileLit(firmware.Next)), 0, "press 26s down 2s =off up =287082"},
		{"3 off: blanks the LCD at the release", rfc4226(whileLit(firmware.TurnOff)), 0, "press 5s down =755224 100ms up =off press =287082"},
		{"3 off: nothing left to blank", rfc4226(whileLit(firmware.TurnOff)), 0, "press 26s down 2s up =off press =287082"},
		{"3 next applies to code screens only, not to the self-test", rfc4226(whileLit(firmware.Next)), 0, "hold press press press =888888 press =F00000 press =F00000"},
		{"3 off applies to code screens only, not to the F screen", rfc4226(whileLit(firmware.TurnOff)), 0, "hold press press press press =F00000 press =F00000"},

		{"4 a hold shows 888888 with the button still down", rfc4226(), 0, "down 3.999s =off 1ms =888888 10s =888888 up =888888"},
		{"4 a hold uses up no code", rfc4226(), 0, "hold 27s =off press =755224"},
		{"4 from a lit code", rfc4226(), 0, "press 5s down 3.999s =755224 1ms =888888 up =888888"},
		{"4 from a code that goes off during the hold", rfc4226(), 0, "press 25s down 2s =off 1.999s =off 1ms =888888 up 27s press =287082"},
		{"4 from a code that goes off at the same instant", rfc4226(), 0, "press 23s down 4s =888888 up =888888"},
		{"4 from the F screen", rfc4226(), 0, "hold press press press press =F00000 hold =888888 press press press =888888 press =F00000"},
		{"4 with press_while_lit next", rfc4226(whileLit(firmware.Next)), 0, "press hold =888888 27s press =287082"},

		{"5 four presses show F and the counter", rfc4226(), 0, "press 27s hold press =888888 press =888888 press =888888 down =888888 up =F00001"},
		{"5 zero padded", rfc4226(), 42, "hold press press press press =F00042"},
		{"5 the last five digits: 99,999", rfc4226(), 99_999, "hold press press press press =F99999"},
		{"5 the last five digits: 100,000", rfc4226(), 100_000, "hold press press press press =F00000"},
		{"5 the last five digits: 100,001", rfc4226(), 100_001, "hold press press press press =F00001"},
		{"5 a hold on 888888 restarts the count", rfc4226(), 7, "hold press press press hold =888888 press press press =888888 press =F00007"},
		{"5 slow presses count too", rfc4226(), 7, "hold 26s press 26s press 26s press 26s press =F00007"},

		{"6 888888 goes off 27 s after the release", rfc4226(), 0, "hold 26.999s =888888 1ms =off"},
		{"6 888888 goes off 27 s after the last press", rfc4226(), 0, "hold 20s press 26.999s =888888 1ms =off"},
		{"6 888888 never goes off while the button is down", rfc4226(), 0, "down 1h =888888 up 26.999s =888888 1ms =off"},
		{"6 888888 does not go off during a press on it", rfc4226(), 0, "hold 26s down 3.9s =888888 up 26.999s =888888 1ms =off"},
		{"6 presses counted before it went off are forgotten", rfc4226(), 7, "hold press press press 27s =off hold press press press =888888 press =F00007"},
		{"6 F goes off 27 s after it appeared", rfc4226(), 7, "hold press press press press 26.999s =F00007 1ms =off"},
		{"6 presses on F neither generate a code nor extend the timeout", rfc4226(), 0, "hold press press press press 20s press =F00000 6.799s =F00000 1ms =off press =755224"},
		{"6 a press that begins on F and ends after the switch-off is ignored", rfc4226(), 0, "hold press press press press 26s down 2s =off up =off press =755224"},

		{"7 first moving factor 1: F is the moving factor of the last code", rfc4226(startsAt1), 0, "press =287082 27s hold press press press press =F00001"},
		{"7 first moving factor 1, counter 8: moving factor 9", rfc4226(startsAt1), 8, "press =520489"},

		{"12 eight digits: eight cells, and F in the first six", rfc4226(digits(8)), 0, "press =84755224 hold =88888888 press press press press =F00001"},
		{"12 six digits on eight cells", rfc4226(func(c *firmware.Config) { c.Cells = 8 }), 0, "press =755224 hold =88888888 press press press press =F00001"},
		{"12 seven digits", rfc4226(digits(7)), 0, "press =4755224 hold =8888888"},

		{"edges: a button that is down stays down", rfc4226(), 0, "down 3s down 999ms =off 1ms =888888 up up =888888"},
		{"edges: up without down", rfc4226(), 0, "up =off"},
		{"edges: time does not run backwards", rfc4226(), 0, "press -10s 0s 27s =off"},
	}
	for _, row := range table {
		t.Run(row.rule, func(t *testing.T) {
			play(t, row.config, &ram{counter: row.counter}, row.script)
		})
	}
}

// Rule 7: the counter and the moving factor are eight bytes and end at 2^64-1.
func TestLastMovingFactors(t *testing.T) {
	code := func(movingFactor uint64) string {
		code, err := oath.HOTP(oath.SHA1, rfc4226().Secret, movingFactor, 6)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	t.Run("last moving factor", func(t *testing.T) {
		config := rfc4226(func(c *firmware.Config) { c.FirstMovingFactor = 1 })
		memory := &ram{counter: math.MaxUint64 - 2}
		play(t, config, memory, "press ="+code(math.MaxUint64-1)+" 27s press ="+code(math.MaxUint64)+
			" 27s !last_moving_factor,_2^64-1,_has_been_used press =off !is_dead hold =off")
		if memory.counter != math.MaxUint64 {
			t.Errorf("the counter is %d", memory.counter)
		}
	})
	t.Run("last counter", func(t *testing.T) {
		memory := &ram{counter: math.MaxUint64 - 1}
		play(t, rfc4226(), memory, "press ="+code(math.MaxUint64-1)+" 27s !counter_has_reached_2^64-1 press =off")
		if memory.counter != math.MaxUint64 {
			t.Errorf("the counter is %d", memory.counter)
		}
	})
}

func TestMemoryFails(t *testing.T) {
	memory := &ram{counter: 7}
	machine, err := firmware.New(rfc4226(func(c *firmware.Config) { c.PressWhileLit = firmware.Next }), memory)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	press := func() error {
		machine.Down()
		return machine.Up(start)
	}
	wantLCD := func(want string) {
		t.Helper()
		if got := machine.Screen().LCD; got != want {
			t.Errorf("the LCD shows %q; want %q", got, want)
		}
	}

	memory.err = full
	if err := press(); !errors.Is(err, full) {
		t.Errorf("got error %v", err)
	}
	wantLCD("")

	memory.err = nil
	if err := press(); err != nil {
		t.Error(err)
	}
	wantLCD("162583")

	memory.err = full // the current code stays
	if err := press(); !errors.Is(err, full) {
		t.Errorf("got error %v", err)
	}
	wantLCD("162583")

	machine.Down()
	machine.Advance(4 * time.Second)
	if err := machine.Up(start); err != nil { // the self-test needs no memory
		t.Error(err)
	}
	for range 3 {
		if err := press(); err != nil {
			t.Error(err)
		}
	}
	if err := press(); !errors.Is(err, full) {
		t.Errorf("got error %v", err)
	}
	wantLCD("888888")

	memory.err = nil // the press that failed did not count
	if err := press(); err != nil {
		t.Error(err)
	}
	wantLCD("F00008")

	memory.err = full
	if _, err := firmware.New(rfc4226(), memory); !errors.Is(err, full) {
		t.Errorf("New: got error %v", err)
	}
}

// Printing a configuration or a machine does not print the secret.
func TestSecretIsNotPrinted(t *testing.T) {
	machine, err := firmware.New(rfc4226(), &ram{})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%s", "%d"} {
		printed := fmt.Sprintf(verb, rfc4226()) + fmt.Sprintf(verb, machine)
		for _, leak := range []string{"1234567890", "3132333435", "49 50 51", "0x31, 0x32"} {
			if strings.Contains(printed, leak) {
				t.Errorf("%s prints %s", verb, printed)
			}
		}
	}
}

// A screen holds the moving factor and the counter of its code.
func TestScreenHasMovingFactorAndCounter(t *testing.T) {
	config := rfc4226(func(c *firmware.Config) { c.FirstMovingFactor = 5 })
	machine, err := firmware.New(config, &ram{counter: 2})
	if err != nil {
		t.Fatal(err)
	}
	machine.Down()
	if err := machine.Up(start); err != nil {
		t.Fatal(err)
	}
	if got, want := machine.Screen(), (firmware.Screen{State: firmware.Code, LCD: "162583", Counter: 3, MovingFactor: 7}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	machine.Advance(27 * time.Second)
	if got := machine.Screen(); got != (firmware.Screen{}) {
		t.Errorf("off is %+v", got)
	}
}

func TestNext(t *testing.T) {
	machine, err := firmware.New(rfc4226(), &ram{})
	if err != nil {
		t.Fatal(err)
	}
	want := func(d time.Duration, changes bool) {
		t.Helper()
		if got, ok := machine.Next(); got != d || ok != changes {
			t.Errorf("got %v, %v; want %v, %v", got, ok, d, changes)
		}
	}
	want(0, false) // off
	machine.Down()
	machine.Advance(time.Second)
	want(3*time.Second, true) // the hold
	if err := machine.Up(start); err != nil {
		t.Fatal(err)
	}
	machine.Advance(10 * time.Second)
	want(17*time.Second, true) // the switch-off
	machine.Advance(14 * time.Second)
	machine.Down()
	want(3*time.Second, true) // the switch-off comes before the hold
	machine.Advance(4 * time.Second)
	want(0, false) // the self-test waits for the release
}

func TestInvalidConfig(t *testing.T) {
	table := []struct {
		want   string
		change func(*firmware.Config)
	}{
		{"hold time 0s: must be more than 0", func(c *firmware.Config) { c.Hold = 0 }},
		{"0 sync presses: must be at least 1", func(c *firmware.Config) { c.SyncPresses = 0 }},
		{"display timeout -1s: must be more than 0", func(c *firmware.Config) { c.Timeout = -time.Second }},
		{"an LCD of 7 cells: must have at least one for each of the 8 digits", func(c *firmware.Config) { c.Digits, c.Cells = 8, 7 }},
		{"unknown behaviour of a press while lit: 3", func(c *firmware.Config) { c.PressWhileLit = 3 }},
		{"unknown kind of token: 2", func(c *firmware.Config) { c.Kind = 2 }},
		{"9 digits: must be 6, 7 or 8", func(c *firmware.Config) { c.Digits = 9 }},
		{"secret of 0 bytes: must have 1 to 200", func(c *firmware.Config) { c.Secret = nil }},
		{"time step 0s: must be whole seconds, at least 1s", func(c *firmware.Config) { c.Kind = firmware.Time }},
		{"drift of 24h0m0s a day: must be less than a day", func(c *firmware.Config) {
			c.Kind = firmware.Time
			c.Clock = firmware.Clock{Step: 30 * time.Second, DriftPerDay: 24 * time.Hour}
		}},
	}
	for _, row := range table {
		if _, err := firmware.New(rfc4226(row.change), &ram{}); err == nil || err.Error() != row.want {
			t.Errorf("got error %v; want %q", err, row.want)
		}
	}
}
