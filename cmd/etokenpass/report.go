package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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

// mostProblems is how many problems are told of one command: who has more wants to
// mend some first.
const mostProblems = 20

// report tells people what is wrong: each problem in a line of its own, and what
// to try after it.
func (a *app) report(command *cobra.Command, err error) {
	problems, told := apart(err), ""
	for i, problem := range problems {
		if i == mostProblems {
			a.tell("etokenpass: error: and %d more problems\n", len(problems)-mostProblems)
			break
		}
		a.tell("etokenpass: error: %s\n", legible(problem.Error()))
		hint := hintOf(command, problem)
		if hint != "" && hint != told {
			a.tell("etokenpass: hint: %s\n", legible(hint))
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

// legible makes a text safe for a line on a terminal: what does not print is
// quoted as in Go, and what is too long to be read is cut.
func legible(text string) string {
	const most = 1000
	var line strings.Builder
	for _, r := range text {
		switch {
		case line.Len() > most:
			return line.String() + "…"
		case r == '\n' || r == '\t':
			line.WriteByte(' ')
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			line.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			line.WriteRune(r)
		}
	}
	return line.String()
}
