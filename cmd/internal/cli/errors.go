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

// UsageError is a command line that says something wrong.
type UsageError struct {
	Problem string
	Advice  string // empty is how to get help
}

func (u *UsageError) Error() string { return u.Problem }

// Hint is the advice.
func (u *UsageError) Hint() string { return u.Advice }

// Usagef is a [UsageError] without advice of its own.
func Usagef(format string, args ...any) error {
	return &UsageError{Problem: fmt.Sprintf(format, args...)}
}

// Hinted gives an error advice.
func Hinted(err error, advice string) error { return &hinted{err, advice} }

type hinted struct {
	error
	advice string
}

func (h *hinted) Hint() string  { return h.advice }
func (h *hinted) Unwrap() error { return h.error }

// Unmet makes an error one of an expectation that was not met.
func Unmet(err error) error { return &unmet{err} }

type unmet struct{ error }

func (u *unmet) Unwrap() error { return u.error }

// Ended is another program that did the work and ended with a status other than
// 0. It told its errors itself, so that nothing is told of this one.
type Ended struct{ Status int }

func (e *Ended) Error() string { return fmt.Sprintf("ended with exit status %d", e.Status) }

// Written gives the error of writing the answer its words.
func Written(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the answer cannot be written: %w", err)
}

// exitStatus is the one place where errors become exit statuses.
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
