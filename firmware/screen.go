package firmware

import "fmt"

// State is the kind of screen the LCD shows.
type State uint8

// The screens of the token.
const (
	Off           State = iota
	Code                // a one-time password
	SelfTest            // 888888: every segment of every cell (documented)
	CounterScreen       // F and five decimal digits (documented)
)

// String returns the name of the state: off, code, self-test or counter.
func (s State) String() string {
	if words := [...]string{"off", "code", "self-test", "counter"}; int(s) < len(words) {
		return words[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Screen is what the LCD shows now. Screens can be compared with ==.
type Screen struct {
	State State
	LCD   string // the characters, left aligned; empty when off

	Counter      uint64 // codes generated when this screen appeared; 0 unless Code or CounterScreen
	MovingFactor uint64 // what the code was computed from; 0 unless Code
}
