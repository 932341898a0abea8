package seedfile

import (
	"errors"
	"fmt"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Error is a problem with a seed file, or with one token in it. Neither its text nor its hint
// shows a secret. The field Serial may contain one that is in the wrong place.
type Error struct {
	File    string // path or name
	Line    int    // from 1; 0 if the error concerns the whole file
	Serial  string // of the token; "" if it has none or the error concerns the file
	Problem string // what is wrong, and what is allowed
	Advice  string // what to try; may be ""
	Kind    Kind
}

// Kind is the effect of an [Error] on reading the file. After every kind but [Broken],
// [Reader.Next] continues with the next token.
type Kind int

// The kinds of errors.
const (
	Bad      Kind = iota // a token cannot be read
	Broken               // the rest of the file cannot be read
	Skipped              // a key that no eToken PASS can have (a PIN, an OCRA key) is skipped
	Repeated             // tokens that were read before are ignored
	Notice               // the file is unusual, but no token is skipped
)

// IsWarning reports whether no token is lost: the kind is neither [Bad] nor [Broken].
func (k Kind) IsWarning() bool { return k != Bad && k != Broken }

// Error returns one line, "file:line: token SERIAL: problem". Everything that could be a secret
// is hidden.
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

// Hint returns what to try, or "".
func (e *Error) Hint() string { return mask.Message(e.Advice) }

// broken returns the error for a file that cannot be read any further.
func broken(line int, advice, format string, args ...any) *Error {
	return &Error{Line: line, Problem: fmt.Sprintf(format, args...), Advice: advice, Kind: Broken}
}

// skipped returns the warning for a key that is skipped.
func skipped(line int, serial, format string, args ...any) *Error {
	return &Error{Line: line, Serial: serial, Problem: fmt.Sprintf(format, args...), Kind: Skipped}
}

// elementError returns the error for one element of a token.
func elementError(e *element, advice, format string, args ...any) *Error {
	return &Error{Line: e.line, Problem: fmt.Sprintf(format, args...), Advice: advice}
}

// withSerial adds the serial to an error that concerns one token.
func withSerial(serial string, err error) error {
	var problem *Error
	if errors.As(err, &problem) && problem.Kind != Broken {
		problem.Serial = serial
	}
	return err
}
