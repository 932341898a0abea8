package scenario

import "fmt"

// Error is what is wrong with a scenario, before anything of it runs.
type Error struct {
	File    string
	Line    int
	Problem string // the offending word, and what is allowed
	Advice  string // what to try; may be empty
}

// Error gives one line: file:line: problem.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem) }

// Hint is what to try, or "".
func (e *Error) Hint() string { return e.Advice }

// Unmet is an expectation that the LCD did not meet.
type Unmet struct {
	File      string
	Line      int
	Want, Got string // what the LCD shows; "off" for nothing
}

// Error gives one line: file:line, wanted and shown.
func (u *Unmet) Error() string {
	return fmt.Sprintf("%s:%d: expected %s, but the LCD shows %s", u.File, u.Line, u.Want, u.Got)
}

// shown is what an LCD's text is called in a scenario.
func shown(lcd string) string {
	if lcd == "" {
		return off
	}
	return lcd
}

const off = "off"
