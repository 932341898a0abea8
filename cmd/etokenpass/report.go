package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/device/scenario"
)

// The exit statuses.
const (
	statusDone   = 0
	statusFailed = 1
	statusUsage  = 2
	statusUnmet  = 3
)

// usageError is a command line that says something wrong.
type usageError struct {
	problem string
	advice  string
}

func (u *usageError) Error() string { return u.problem }
func (u *usageError) Hint() string  { return u.advice }

func usagef(format string, args ...any) error {
	return &usageError{problem: fmt.Sprintf(format, args...)}
}

// hinted is an error with advice.
type hinted struct {
	error
	advice string
}

func (h *hinted) Hint() string  { return h.advice }
func (h *hinted) Unwrap() error { return h.error }

// exitStatus is the one place where errors become exit statuses.
func exitStatus(err error) int {
	var usage *usageError
	var unmet *scenario.Unmet
	switch {
	case err == nil:
		return statusDone
	case errors.As(err, &usage):
		return statusUsage
	case errors.As(err, &unmet):
		return statusUnmet
	}
	return statusFailed
}

// report tells people what is wrong: each problem in a line of its own, and what
// to try after it.
func (a *app) report(command *cobra.Command, err error) {
	told := ""
	for _, problem := range apart(err) {
		a.tell("etokenpass: error: %s\n", oneLine(problem.Error()))
		hint := hintOf(command, problem)
		if hint != "" && hint != told {
			a.tell("etokenpass: hint: %s\n", oneLine(hint))
			told = hint
		}
	}
}

// tell writes to standard error. If that fails, nobody is left to tell.
func (a *app) tell(format string, args ...any) { _, _ = fmt.Fprintf(a.err, format, args...) }

// apart takes joined errors apart.
func apart(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, each := range joined.Unwrap() {
		all = append(all, apart(each)...)
	}
	return all
}

func hintOf(command *cobra.Command, err error) string {
	var with interface{ Hint() string }
	if errors.As(err, &with) && with.Hint() != "" {
		return with.Hint()
	}
	var usage *usageError
	if errors.As(err, &usage) {
		return command.CommandPath() + " --help shows how it is used"
	}
	return ""
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
