package device

import (
	"time"

	"etokenpass/firmware"
)

// State is the kind of screen that the LCD is showing.
type State = firmware.State

// Progress describes the button's state and when the screen turns off; see
// [firmware.Progress].
type Progress = firmware.Progress

// The kinds of screens.
const (
	Off           = firmware.Off
	Code          = firmware.Code
	SelfTest      = firmware.SelfTest
	CounterScreen = firmware.CounterScreen
)

// Snapshot is the visible state of a token at one instant. All fields belong to that
// instant.
type Snapshot struct {
	Serial string
	LCD    string // the characters that the firmware sent; "" when off
	State  State

	// Sequence is the number of the screen: 0 for the first, which is off, and 1 more for
	// each new one.
	Sequence uint64

	At    time.Time // when the snapshot was taken
	Since time.Time // when the screen appeared

	// ChangesIn is the time until the screen changes by itself: until it turns off, or until
	// the press becomes a hold. It is 0 if the screen will not change.
	ChangesIn time.Duration

	Progress // of the button, and until the screen turns off

	Counter      uint64 // codes generated as of this screen; only on code and counter screens
	MovingFactor uint64 // of the code; only on code screens
}

// Shown returns the text of the LCD, or "off".
func (s Snapshot) Shown() string {
	if s.State == Off {
		return s.State.String()
	}
	return s.LCD
}

func (t *Token) snapshot(now time.Time) Snapshot {
	next, _ := t.machine.Next()
	return Snapshot{
		Serial: t.profile.Serial,
		LCD:    t.screen.LCD, State: t.screen.State, Sequence: t.sequence,
		At: now, Since: t.since, ChangesIn: next, Progress: t.machine.Progress(),
		Counter: t.screen.Counter, MovingFactor: t.screen.MovingFactor,
	}
}
