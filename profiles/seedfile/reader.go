package seedfile

import (
	"errors"
	"io"
)

// Options are how a seed file is read.
type Options struct {
	Format    Format // "" recognises it from the content
	Overrides Overrides
	Keys      Keys

	// AcceptUnauthenticated takes encrypted values without a MAC. One that does not
	// match is refused always.
	AcceptUnauthenticated bool

	// FifthIsStep reads the fifth column of a CSV as LinOTP does: a time step, which
	// means nothing to event tokens. Otherwise it is the counter of event tokens, as
	// for privacyIDEA.
	FifthIsStep bool
}

// Keys are what an encrypted file needs. Each is asked for when a file needs it, once
// at most; nil gives none.
type Keys struct {
	Password     func() ([]byte, error)
	PreSharedKey func() ([]byte, error) // of [KeyLengths]
}

// records gives what a file says of its tokens, one at a time: io.EOF after the last,
// an [Error] for one that is no token or for what cannot be read on.
type records interface{ next() (record, error) }

// Reader reads the tokens of one seed file.
type Reader struct {
	name    string
	format  Format
	options Options
	records records
	tokens  int
	ended   error

	told    map[string]bool // what was noted of the file
	notices []*Error        // to come before held
	held    Token           // the next token, if isHeld
	isHeld  bool
}

// mostTold is how many notes of a file are remembered: far more than there are kinds.
const mostTold = 1000

// NewReader reads a seed file, which may be compressed with gzip. The name stands in
// its errors, each an [*Error].
func NewReader(r io.Reader, name string, o Options) (*Reader, error) {
	reader := &Reader{name: name, options: o, format: o.Format}
	in, err := openInput(r, MaxSize)
	if err != nil {
		return nil, reader.named(err)
	}
	if reader.format == "" {
		if reader.format, err = recognise(in); err != nil {
			return nil, reader.named(err)
		}
	}
	if reader.records, err = open(reader.format, in, o); err != nil {
		return nil, reader.named(err)
	}
	return reader, nil
}

// Format is the file's.
func (r *Reader) Format() Format { return r.format }

// Next gives the next token, or io.EOF after the last. After an [*Error] whose Kind is
// not [Broken], the next call goes on with the next token. A file without any token is an
// error too.
func (r *Reader) Next() (Token, error) {
	switch {
	case len(r.notices) > 0:
		notice := r.notices[0]
		r.notices = r.notices[1:]
		return Token{}, notice
	case r.isHeld:
		r.isHeld = false
		return r.held, nil
	case r.ended != nil:
		return Token{}, r.ended
	}
	record, err := r.records.next()
	for err != nil && r.isTold(err) {
		record, err = r.records.next()
	}
	if err != nil {
		return Token{}, r.end(r.named(err))
	}
	token, bad := record.finish(r.format, r.options.Overrides)
	r.tokens++
	token.File = r.name
	if bad != nil {
		bad.File = r.name
		return Token{}, bad
	}
	if r.takeNotes(record.notes, record.line); len(r.notices) > 0 {
		r.held, r.isHeld = token, true
		return r.Next()
	}
	return token, nil
}

// takeNotes makes notices of what was not noted before.
func (r *Reader) takeNotes(notes []note, line int) {
	for _, note := range notes {
		if r.isNew(note.about) {
			r.notices = append(r.notices, &Error{File: r.name, Line: line, Problem: note.text + " (reported once per file)", Kind: Notice})
		}
	}
}

// isTold reports that a notice about the file was given before.
func (r *Reader) isTold(err error) bool {
	problem, is := errors.AsType[*Error](err)
	return is && problem.Kind == Notice && !r.isNew(problem.Problem)
}

func (r *Reader) isNew(about string) bool {
	if r.told[about] {
		return false
	}
	if r.told == nil {
		r.told = map[string]bool{}
	}
	if len(r.told) < mostTold {
		r.told[about] = true
	}
	return true
}

// end notes that there is nothing more to read, and what about a file that had no
// token.
func (r *Reader) end(err error) error {
	var problem *Error
	switch {
	case errors.As(err, &problem) && problem.Kind != Broken:
		if !problem.Kind.IsWarning() {
			r.tokens++ // a bad one was told of
		}
		return err
	case errors.Is(err, io.EOF) && r.tokens == 0:
		err = r.named(broken(0, "", "no tokens found: the file was read as %s", r.format))
	}
	r.ended = err
	return err
}

// named makes every error but io.EOF one that names the file.
func (r *Reader) named(err error) error {
	var problem *Error
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.As(err, &problem):
		problem.File = r.name
		return problem
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{File: r.name, Problem: "truncated: the file ends too early", Kind: Broken}
	}
	return &Error{File: r.name, Problem: "cannot be read: " + err.Error(), Kind: Broken}
}
