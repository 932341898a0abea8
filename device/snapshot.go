package device

import (
	"time"

	"etokenpass/firmware"
)

// State is the kind of screen that the LCD shows.
type State = firmware.State

// Progress is how far the button and the screen have got; see [firmware.Progress].
type Progress = firmware.Progress

// The kinds of screens.
const (
	Off           = firmware.Off
	Code          = firmware.Code
	SelfTest      = firmware.SelfTest
	CounterScreen = firmware.CounterScreen
)

// Snapshot is what can be seen of a token at one instant. All of it belongs together:
// nothing can change between its text and its times.
type Snapshot struct {
	Serial string
	LCD    string // the characters that the firmware sent; empty when off
	State  State

	// Sequence counts the token's screens, from 0 for the first, which is off. Each new
	// screen adds 1.
	Sequence uint64

	At    time.Time // when the snapshot was taken
	Since time.Time // when the screen appeared

	// ChangesIn is how long it takes until the screen changes by itself: until it goes
	// off, or until a button that is down becomes a hold. 0 if it stays as it is.
	ChangesIn time.Duration

	Progress // of the button, and towards off

	Counter      uint64 // codes generated as of this screen; on code and counter screens
	MovingFactor uint64 // what the code was made from; on code screens
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
