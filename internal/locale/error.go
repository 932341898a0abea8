package locale

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

func (e *Error) Error() string { return e.in(New(English)) }

func (e *Error) Unwrap() error { return e.cause }

func (e *Error) in(t *Texts) string {
	values := e.values
	if e.cause != nil {
		values = append([]string{"problem", t.Error(e.cause)}, values...)
	}
	return t.Text(e.key, values...)
}

// Error returns the text of an [Error] in the language. Other errors are returned unchanged, as err.Error().
func (t *Texts) Error(err error) string {
	if own, ok := err.(*Error); ok { //nolint:errorlint // the text of a wrapping error cannot be translated
		return own.in(t)
	}
	return err.Error()
}
