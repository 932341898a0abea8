package firmware

import "fmt"

// State is the kind of screen that the LCD shows.
type State uint8

// The screens of the token.
const (
	Off           State = iota
	Code                // a one-time password
	SelfTest            // 888888: every segment of every cell (documented)
	CounterScreen       // F and five decimal digits (documented)
)

// String gives the word for a state: off, code, self-test, counter.
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

	Counter      uint64 // codes generated, as of this screen; 0 on the others than Code and CounterScreen
	MovingFactor uint64 // what the code was made from; 0 on the others than Code
}

// minCells is the width of the narrowest LCD: F and five digits have to fit.
const minCells = 6

// Cells is how many characters the LCD has: six, or the digits of the code if
// those are more (assumed).
func (c Config) Cells() int {
	return max(minCells, c.Digits)
}
