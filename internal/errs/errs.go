// Package errs takes apart the errors that are shown to people: several problems that were
// joined into one error, and the hint that an error may have.
package errs

import "errors"

// Split returns the errors that [errors.Join], or another error with several inside, holds, in
// their order and however deeply they are nested. An error that holds none is returned alone.
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

// Hint returns what to try after an error, or "". Errors have it in a method Hint() string.
func Hint(err error) string {
	var with interface{ Hint() string }
	if errors.As(err, &with) {
		return with.Hint()
	}
	return ""
}
