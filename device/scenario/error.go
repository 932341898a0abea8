package scenario

import "fmt"

// Error is a problem in a scenario, found before any step runs.
type Error struct {
	File    string
	Line    int
	Problem string // the offending word and what is allowed
	Advice  string // what to try; may be empty
}

// Error returns one line, "file:line: problem".
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem) }

// Hint returns what to try, or "".
func (e *Error) Hint() string { return e.Advice }

// Unmet is the error of an expectation that the LCD did not meet.
type Unmet struct {
	File      string
	Line      int
	Want, Got string // the text of the LCD, or "off"
}

// Error returns one line with the file, the line number, the expected screen and the actual
// one.
func (u *Unmet) Error() string {
	return fmt.Sprintf("%s:%d: expected %s, but the LCD shows %s", u.File, u.Line, u.Want, u.Got)
}
