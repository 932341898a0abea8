package strictyaml

import "fmt"

// Error is a problem with a document. It never contains a secret.
type Error struct {
	File    string // path or name; "" if there is none
	Line    int    // from 1; 0 if the problem concerns the whole file
	Field   string // such as "button.hold"; "" if the problem concerns the whole file
	Problem string // the rejected value, and what is allowed
	Advice  string // what to try; may be ""
}

// Error returns one line, "file:line: field: problem".
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
