package cli

import (
	"errors"
	"fmt"
)

// The exit statuses.
const (
	StatusDone   = 0
	StatusFailed = 1
	StatusUsage  = 2
	StatusUnmet  = 3
)

// UsageError is an error in the command line. It leads to exit status 2.
type UsageError struct {
	Problem string
	Advice  string // if empty, the hint says how to get help
}

func (u *UsageError) Error() string { return u.Problem }

// Hint returns the advice.
func (u *UsageError) Hint() string { return u.Advice }

// Usagef returns a [UsageError] whose hint says how to get help.
func Usagef(format string, args ...any) error {
	return &UsageError{Problem: fmt.Sprintf(format, args...)}
}

// Hinted returns err with a hint that is printed after it.
func Hinted(err error, advice string) error { return &hinted{err, advice} }

type hinted struct {
	error
	advice string
}

func (h *hinted) Hint() string  { return h.advice }
func (h *hinted) Unwrap() error { return h.error }

// Unmet marks err as an expectation that was not met. It leads to exit status 3.
func Unmet(err error) error { return &unmet{err} }

type unmet struct{ error }

func (u *unmet) Unwrap() error { return u.error }

// Ended is the error of a command that has already reported everything, for example because
// another program did the work. Only its exit status is left to pass on.
type Ended struct{ Status int }

func (e *Ended) Error() string { return fmt.Sprintf("ended with exit status %d", e.Status) }

// OutputError describes an error of writing the result; nil stays nil.
func OutputError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the output cannot be written: %w", err)
}

// exitStatus is the only place that turns errors into exit statuses.
func exitStatus(err error) int {
	var usage *UsageError
	var notMet *unmet
	var ended *Ended
	switch {
	case err == nil:
		return StatusDone
	case errors.As(err, &usage):
		return StatusUsage
	case errors.As(err, &notMet):
		return StatusUnmet
	case errors.As(err, &ended):
		return ended.Status
	}
	return StatusFailed
}
