package firmware_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"etokenpass/firmware"
)

// screenRecorder is a memory that records what the LCD shows after each update.
type screenRecorder struct {
	ram
	updates int
	screen  func() firmware.Screen
	last    firmware.Screen
}

func (r *screenRecorder) Update(f func(uint64) (uint64, error)) (uint64, error) {
	counter, err := r.ram.Update(f)
	r.updates++
	if r.screen != nil {
		r.last = r.screen()
	}
	return counter, err
}

// event is one step of a random run: an edge of the button, a memory that starts
// or stops failing, or elapsed time.
type event struct {
	down, up, fail, recover bool
	wait                    time.Duration
}

func events(t *rapid.T) []event {
	wait := rapid.SampledFrom([]time.Duration{
		1, time.Millisecond, 200 * time.Millisecond, time.Second, 3999 * time.Millisecond, 4 * time.Second,
		10 * time.Second, 26999 * time.Millisecond, 27 * time.Second, time.Hour,
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
		switch rapid.IntRange(0, 11).Draw(t, "kind") {
		case 0, 1, 2, 3:
			return event{down: true}
		case 4, 5, 6, 7:
			return event{up: true}
		case 8:
			return event{fail: rapid.Bool().Draw(t, "fail"), recover: true}
		}
		return event{wait: wait.Draw(t, "wait")}
	}), 1, 120).Draw(t, "events")
}

func anyConfig(t *rapid.T) firmware.Config {
	return rfc4226(func(c *firmware.Config) {
		c.Digits = rapid.IntRange(6, 8).Draw(t, "digits")
		c.FirstMovingFactor = rapid.Uint64Range(0, 3).Draw(t, "first moving factor")
		c.PressWhileLit = rapid.SampledFrom([]firmware.PressWhileLit{firmware.Ignore, firmware.Next, firmware.TurnOff}).Draw(t, "press while lit")
		c.Life.Codes = rapid.Uint64Range(0, 12).Draw(t, "battery codes")
		if rapid.Bool().Draw(t, "battery ends") {
			c.Life.Expires, c.Life.Left = true, rapid.SampledFrom([]time.Duration{time.Minute, time.Hour}).Draw(t, "battery left")
		}
		if rapid.Bool().Draw(t, "pass time") {
			c.Kind = firmware.Time
			c.Clock = firmware.Clock{Step: 30 * time.Second, Epoch: time.Unix(0, 0)}
		}
	})
}

var knownScreens = map[firmware.State]*regexp.Regexp{
	firmware.Off:           regexp.MustCompile(`^$`),
	firmware.Code:          regexp.MustCompile(`^[0-9]{6,8}$`),
	firmware.SelfTest:      regexp.MustCompile(`^8{6,8}$`),
	firmware.CounterScreen: regexp.MustCompile(`^F[0-9]{5}$`),
}

var errMemory = errors.New("memory failed")

// In every random run each screen is well formed, a code appears only after the
// counter is stored, and no moving factor is used twice.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config, start := anyConfig(t), rapid.Uint64Range(0, 5).Draw(t, "counter")
		memory := &screenRecorder{ram: ram{counter: start}}
		machine, err := firmware.New(config, memory)
		if err != nil {
			t.Fatal(err)
		}
		memory.screen = machine.Screen
		now, codes, used := time.Unix(1_000_000, 0), uint64(0), map[uint64]bool{}
		before := machine.Screen()
		for _, e := range events(t) {
			updates := memory.updates
			_ = apply(machine, &memory.ram, e, &now) // an error shows in the screen
			screen := machine.Screen()

			if !knownScreens[screen.State].MatchString(screen.LCD) {
				t.Fatalf("the LCD shows %q in state %v", screen.LCD, screen.State)
			}
			if screen != before && screen.State == firmware.Code {
				codes++
				if memory.updates != updates+1 || memory.last == screen {
					t.Fatalf("code %d was visible before the memory was updated", codes)
				}
				if memory.counter != start+codes || screen.Counter != memory.counter {
					t.Fatalf("code %d is visible, but the counter is %d in the memory and %d on the screen", codes, memory.counter, screen.Counter)
				}
				if config.Kind == firmware.Event && used[screen.MovingFactor] {
					t.Fatalf("moving factor %d is used twice", screen.MovingFactor)
				}
				used[screen.MovingFactor] = true
			}
			before = screen
		}
		if memory.counter != start+codes {
			t.Fatalf("the counter is %d after %d codes from %d", memory.counter, codes, start)
		}
	})
}

// How elapsed time is divided into calls of Advance changes neither screens nor
// errors nor the memory.
func TestAdvanceInSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config := anyConfig(t)
		whole, sliced := &ram{}, &ram{}
		one, err := firmware.New(config, whole)
		if err != nil {
			t.Fatal(err)
		}
		many, err := firmware.New(config, sliced)
		if err != nil {
			t.Fatal(err)
		}
		nowOne, nowMany := time.Unix(1_000_000, 0), time.Unix(1_000_000, 0)
		for _, e := range events(t) {
			errOne := apply(one, whole, e, &nowOne)

			var errMany error
			if e.wait > 0 {
				for left := e.wait; left > 0; {
					slice := time.Duration(rapid.Int64Range(1, int64(left)).Draw(t, "slice"))
					_ = apply(many, sliced, event{wait: slice}, &nowMany)
					left -= slice
				}
			} else {
				errMany = apply(many, sliced, e, &nowMany)
			}

			if one.Screen() != many.Screen() || *whole != *sliced || (errOne == nil) != (errMany == nil) {
				t.Fatalf("after %+v: %+v %v against %+v %v", e, one.Screen(), errOne, many.Screen(), errMany)
			}
			nextOne, okOne := one.Next()
			nextMany, okMany := many.Next()
			if nextOne != nextMany || okOne != okMany {
				t.Fatalf("after %+v: next in %v against %v", e, nextOne, nextMany)
			}
		}
	})
}

// apply applies one event to the machine, its memory and the calendar time.
func apply(machine *firmware.Machine, memory *ram, e event, now *time.Time) error {
	switch {
	case e.down:
		machine.Down()
	case e.up:
		return machine.Up(*now)
	case e.fail:
		memory.err = errMemory
	case e.recover:
		memory.err = nil
	default:
		machine.Advance(e.wait)
		*now = now.Add(e.wait)
	}
	return nil
}
