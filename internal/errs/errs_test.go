package errs_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"etokenpass/internal/errs"
)

func TestSplit(t *testing.T) {
	a, b, c := errors.New("a"), errors.New("b"), errors.New("c")
	wrapped := fmt.Errorf("both: %w", errors.Join(a, b))
	for _, test := range []struct {
		err  error
		want []error
	}{
		{a, []error{a}},
		{errors.Join(a, b), []error{a, b}},
		{errors.Join(errors.Join(a, errors.Join(b)), c), []error{a, b, c}},
		{fmt.Errorf("%w and %w", b, a), []error{b, a}},
		{wrapped, []error{wrapped}}, // its text says more than a and b
	} {
		if got := errs.Split(test.err); !slices.Equal(got, test.want) {
			t.Errorf("Split(%q) = %q, want %q", test.err, got, test.want)
		}
	}
}

type hinted struct{ error }

func (hinted) Hint() string { return "try this" }

func TestHint(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{io.EOF, ""},
		{hinted{io.EOF}, "try this"},
		{fmt.Errorf("a: %w", hinted{io.EOF}), "try this"},
		{errors.Join(io.EOF, hinted{io.EOF}), "try this"},
	} {
		if got := errs.Hint(test.err); got != test.want {
			t.Errorf("Hint(%v) = %q, want %q", test.err, got, test.want)
		}
	}
}
