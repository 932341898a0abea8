package seedfile

import (
	"errors"
	"io"

	"etokenpass/profiles"
)

// Options configure a [Reader].
type Options struct {
	Format    Format // "" to detect it from the content
	Overrides Overrides
	Keys      Keys

	// Encoding is that of the secrets in a CSV; "" to detect it from them.
	Encoding profiles.Encoding

	// AcceptUnauthenticated accepts encrypted values without a MAC, with a warning. A value
	// whose MAC does not match is always refused.
	AcceptUnauthenticated bool

	// FifthIsStep reads the fifth column of a CSV without a header as a time step in seconds,
	// which is ignored for event tokens, as LinOTP does. Otherwise the column is the moving
	// factor of event tokens, as in privacyIDEA, and the time step of time tokens.
	FifthIsStep bool

	// Exports keeps track of exports of Google Authenticator, for a caller that reads several
	// files and reports [Exports.Missing] after the last. If it is nil, the reader reports at
	// its end what is missing in its file.
	Exports *Exports
}

// Keys provide the password or the pre-shared key of an encrypted file. A function is called at
// most once, when the file needs its key. A nil function means that there is none.
type Keys struct {
	Password     func() ([]byte, error)
	PreSharedKey func() ([]byte, error) // 16, 24 or 32 bytes
}

// records reads the records of a file one by one. next returns io.EOF after the last record,
// and an [Error] for an invalid one or if the file cannot be read any further.
type records interface{ next() (record, error) }

// Reader reads the tokens of one seed file.
type Reader struct {
	name    string
	format  Format
	options Options
	records records
	tokens  int // valid, invalid and repeated ones
	ended   error

	traits  map[Traits]*Traits // of earlier tokens
	scratch Traits             // of the token that is being read; reused

	noted   map[string]bool // the subjects of the notices so far
	notices []*Error        // to be returned before held or ended
	held    Token           // the next token or error, if isHeld
	heldErr error
	isHeld  bool
}

// maxNoted is the maximum number of subjects to remember, far more than there are kinds.
const maxNoted = 1000

// NewReader returns a reader for a seed file, which may be compressed with gzip. All its errors
// are of type [*Error] and contain name. It reads the beginning of the file and returns an
// error if the format is unknown or the file is not of that format.
func NewReader(r io.Reader, name string, o Options) (*Reader, error) {
	reader := &Reader{name: name, options: o, format: o.Format, traits: map[Traits]*Traits{}}
	in, err := openInput(r, MaxSize, reader.notice)
	if err != nil {
		return nil, reader.withName(err)
	}
	if reader.format == "" {
		if reader.format, err = recognise(in); err != nil {
			return nil, reader.withName(err)
		}
	}
	if err := reader.format.checkBattery(o.Overrides); err != nil {
		return nil, reader.withName(err)
	}
	records, err := open(reader.format, in, o)
	if err != nil {
		return nil, reader.withName(err)
	}
	reader.records = records
	return reader, nil
}

// Format returns the format of the file.
func (r *Reader) Format() Format { return r.format }

// Layout names what was recognised, for people: the layout of a product within its format, such
// as "Entra ID CSV", or else the format.
func (r *Reader) Layout() string {
	if of, has := r.records.(interface{ layout() string }); has {
		return of.layout()
	}
	return r.format.String()
}

// Next returns the next token, or io.EOF after the last. All other errors are of type [*Error].
// After one whose Kind is not [Broken], the next call continues with the next token. A file
// without any token is an error too.
func (r *Reader) Next() (Token, error) {
	switch {
	case len(r.notices) > 0:
		notice := r.notices[0]
		r.notices = r.notices[1:]
		return Token{}, notice
	case r.isHeld:
		r.isHeld = false
		return r.held, r.heldErr
	case r.ended != nil:
		return Token{}, r.ended
	}
	token, err := r.read()
	if len(r.notices) > 0 {
		r.held, r.heldErr, r.isHeld = token, err, true
		return r.Next()
	}
	return token, err
}

// read reads the next token or error, and adds what it causes to the notices.
func (r *Reader) read() (Token, error) {
	record, err := r.records.next()
	for err != nil && r.isRepeated(err) {
		record, err = r.records.next()
	}
	if err != nil {
		return Token{}, r.end(r.withName(err))
	}
	token, bad := record.complete(r.format, r.options.Overrides, &r.scratch)
	r.tokens++
	token.File = r.place()
	if bad != nil {
		bad.File = r.place()
		return Token{}, bad
	}
	token.Traits = r.shared(r.scratch)
	r.takeNotes(record.notes, record.line)
	return token, nil
}

// mostShared is the maximum number of different traits to remember. Vendors' files have a few.
const mostShared = 1000

// shared returns the traits of an earlier token if they are equal, or else a copy.
func (r *Reader) shared(traits Traits) *Traits {
	if earlier, is := r.traits[traits]; is {
		return earlier
	}
	own := new(traits)
	if len(r.traits) < mostShared {
		r.traits[traits] = own
	}
	return own
}

// takeNotes converts the notes whose subject is new to notices.
func (r *Reader) takeNotes(notes []note, line int) {
	for _, note := range notes {
		if r.isNew(note.about) {
			r.notices = append(r.notices, &Error{File: r.place(), Line: line, Problem: note.text + " (reported once per file)", Kind: Notice})
		}
	}
}

// notice adds a notice about the whole file.
func (r *Reader) notice(text string) {
	r.notices = append(r.notices, &Error{File: r.name, Problem: text, Kind: Notice})
}

// isRepeated reports whether an error is a notice that was returned before.
func (r *Reader) isRepeated(err error) bool {
	problem, is := errors.AsType[*Error](err)
	return is && problem.Kind == Notice && !r.isNew(problem.Problem)
}

func (r *Reader) isNew(about string) bool {
	if r.noted[about] {
		return false
	}
	if r.noted == nil {
		r.noted = map[string]bool{}
	}
	if len(r.noted) < maxNoted {
		r.noted[about] = true
	}
	return true
}

// end records the end of the file, which is an error if there was no token.
func (r *Reader) end(err error) error {
	var problem *Error
	switch {
	case errors.As(err, &problem) && problem.Kind != Broken:
		if problem.Kind == Bad || problem.Kind == Repeated {
			r.tokens++ // those that err reports
		}
		return err
	case errors.Is(err, io.EOF) && r.tokens == 0:
		err = r.withName(broken(0, "", "no tokens found: the file was read as %s", r.Layout()))
	}
	r.ended = err
	return err
}

// place returns the name of the file, and where in it the current token is if that is not a
// line.
func (r *Reader) place() string {
	if in, has := r.records.(interface{ place() string }); has {
		return r.name + in.place()
	}
	return r.name
}

// withName adds the name of the file to an error, except to io.EOF.
func (r *Reader) withName(err error) error {
	var problem *Error
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.As(err, &problem):
		problem.File = r.place()
		return problem
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{File: r.name, Problem: "truncated: the file ends too early", Kind: Broken}
	}
	return &Error{File: r.name, Problem: "cannot be read: " + err.Error(), Kind: Broken}
}
