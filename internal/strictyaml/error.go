package strictyaml

import "fmt"

// Error is one problem of a document, and where it is. It never holds a secret.
type Error struct {
	File    string // path or name; "" if there is none
	Line    int    // from 1; 0 if it concerns the whole file
	Field   string // "button.hold"; "" if it concerns the whole file
	Problem string // the value that was refused, and what is allowed
	Advice  string // what to try; may be empty
}

// Error returns one line, file:line: field: problem.
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

// Hint returns what to try, or "".
func (e *Error) Hint() string { return e.Advice }
