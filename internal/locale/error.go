package locale

// Error is an error with a text in each language. Its Error method is in English, for standard error and logs;
// [Texts.Error] says it in another language.
type Error struct {
	key    Key
	values []string
	cause  error
}

// NewError returns an error with a text and its values, as for [Texts.Text]. A cause is wrapped, and stands in the text
// as {problem}; nil is none.
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

// Error returns an error's text in the language if it is an [Error], or else as it is.
func (t *Texts) Error(err error) string {
	if own, ok := err.(*Error); ok { //nolint:errorlint // a text around it is not ours to translate
		return own.in(t)
	}
	return err.Error()
}
