// Package errs takes errors apart for display: it splits joined errors and returns the hint of
// an error.
package errs

import "errors"

// Split returns the errors joined in err by [errors.Join], or by any error with a method
// Unwrap() []error, in order and at any depth. An error that joins none is returned alone.
func Split(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, each := range joined.Unwrap() {
		all = append(all, Split(each)...)
	}
	return all
}

// Hint returns what to try after an error, or "". An error provides it with a method Hint()
// string.
func Hint(err error) string {
	var with interface{ Hint() string }
	if errors.As(err, &with) {
		return with.Hint()
	}
	return ""
}
