package seedfile

import (
	"errors"
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
	Kind    Kind
}

// Kind is what an [Error] means for the file. After every kind but [Broken], [Reader.Next] goes
// on with the next token.
type Kind int

// The kinds of errors.
const (
	Bad     Kind = iota // a token cannot be read
	Broken              // the rest of the file cannot be read
	Skipped             // a key that no eToken PASS could have (a PIN, an OCRA key) is left out
	Notice              // the file is not as it seems; nothing is left out
)

// IsWarning reports whether no token is lost: the kind is [Skipped] or [Notice].
func (k Kind) IsWarning() bool { return k == Skipped || k == Notice }

// Error returns one line, file:line: token: problem. What could be a secret is hidden,
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
	return &Error{Line: line, Problem: fmt.Sprintf(format, args...), Advice: advice, Kind: Broken}
}

// skipped is a key that is left out.
func skipped(line int, serial, format string, args ...any) *Error {
	return &Error{Line: line, Serial: serial, Problem: fmt.Sprintf(format, args...), Kind: Skipped}
}

// wrongIn is what is wrong in one element of a token.
func wrongIn(e *element, advice, format string, args ...any) *Error {
	return &Error{Line: e.line, Problem: fmt.Sprintf(format, args...), Advice: advice}
}

// inToken puts the serial to what concerns one token.
func inToken(serial string, err error) error {
	var problem *Error
	if errors.As(err, &problem) && problem.Kind != Broken {
		problem.Serial = serial
	}
	return err
}
