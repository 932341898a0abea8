package profiles

import (
	"errors"
	"fmt"
	"slices"
)

// Error is what is wrong with a profile, and where. It never holds a secret.
type Error struct {
	File    string // path or name; "" when there is none
	Line    int    // from 1; 0 when it concerns the whole file
	Field   string // "button.hold"; "" when it concerns the whole file
	Problem string // the offending value, and what is allowed
	Advice  string // what to try; may be empty
}

// Error gives one line: file:line: field: problem.
func (e *Error) Error() string {
	text := e.Problem
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	switch {
	case e.File == "":
		return text
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, text)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, text)
}

// Hint is what to try, or "".
func (e *Error) Hint() string { return e.Advice }

// problems is everything that is wrong with one file.
type problems []*Error

// joined gives the problems as one error, in the order of the lines, or nil.
func (p problems) joined() error {
	slices.SortStableFunc(p, func(a, b *Error) int { return a.Line - b.Line })
	all := make([]error, len(p))
	for i, problem := range p {
		all[i] = problem
	}
	return errors.Join(all...)
}
