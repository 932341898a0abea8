package seedfile

import (
	"fmt"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Error is what is wrong with a seed file, or with one token in it. Its text and its
// hint never show a secret, though the serial may be one that stands in the wrong place.
type Error struct {
	File    string // path or name
	Line    int    // from 1; 0 when it concerns the whole file
	Serial  string // of the token; "" where it has none or the file is meant
	Problem string // what is wrong, and what is allowed
	Advice  string // what to try; may be empty

	// Skipped says that this is a key that no eToken PASS could have (a PIN, an
	// OCRA key), which is left out. It is for a warning.
	Skipped bool

	// Notice says that this is about the file, and nothing is left out. It is for a
	// warning.
	Notice bool

	// Whole says that the rest of the file cannot be read. Otherwise one token is
	// bad, and the next call of Next gives the next.
	Whole bool
}

// Error gives one line: file:line: token: problem. What could be a secret is hidden,
// wherever it stands.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	switch {
	case e.Serial == "":
	case mask.HoldsSecret(e.Serial):
		fmt.Fprintf(&b, "token %s: ", mask.Hidden)
	case profiles.ValidSerial(e.Serial):
		fmt.Fprintf(&b, "token %s: ", mask.Shorten(e.Serial))
	default: // control characters would reach the terminal
		fmt.Fprintf(&b, "token %q: ", mask.Shorten(e.Serial))
	}
	b.WriteString(mask.Message(e.Problem))
	return b.String()
}

// Hint is what to try, or "".
func (e *Error) Hint() string { return mask.Message(e.Advice) }

// broken is a file that cannot be read on.
func broken(line int, advice, format string, args ...any) *Error {
	return &Error{Line: line, Problem: fmt.Sprintf(format, args...), Advice: advice, Whole: true}
}

// skipped is a key that is left out.
func skipped(line int, serial, format string, args ...any) *Error {
	return &Error{Line: line, Serial: serial, Problem: fmt.Sprintf(format, args...), Skipped: true}
}
