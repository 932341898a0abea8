package locale

// Told is an error with a text in each language. Its Error method returns the English one.
type Told interface {
	error
	In(t *Texts) string
}

// Error is an error with a text in each language. Its Error method returns the English text, for standard error and
// logs; [Texts.Error] returns the text in another language.
type Error struct {
	key    Key
	values []string
	cause  error
}

// NewError returns an error with a text and its values, as for [Texts.Text]. A cause, if not nil, is wrapped and
// replaces the placeholder {problem}.
func NewError(key Key, cause error, values ...string) *Error {
	return &Error{key, values, cause}
}

func (e *Error) Error() string { return e.In(New(English)) }

func (e *Error) Unwrap() error { return e.cause }

// In implements [Told].
func (e *Error) In(t *Texts) string {
	values := e.values
	if e.cause != nil {
		values = append([]string{"problem", t.Error(e.cause)}, values...)
	}
	return t.Text(e.key, values...)
}

// Error returns the text of a [Told] error in the language. Other errors are returned unchanged, as err.Error().
func (t *Texts) Error(err error) string {
	if own, ok := err.(Told); ok { //nolint:errorlint // the text of a wrapping error cannot be translated
		return own.In(t)
	}
	return err.Error()
}
