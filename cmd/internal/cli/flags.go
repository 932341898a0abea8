package cli

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Flag is a flag with a value of type T. Its [Kind] says which texts it accepts.
type Flag[T any] struct {
	Value T // the default until the flag is parsed

	kind Kind[T]
	flag *pflag.Flag
}

// Kind is a kind of flag values: what help calls them, how they are parsed and printed.
type Kind[T any] struct {
	name  string
	parse func(text string, before T) (T, error)
	print func(value T) string // empty for a value that help does not show as a default
}

// Add adds a flag. Its default is the value that it already has.
func Add[T any](cmd *cobra.Command, into *Flag[T], kind Kind[T], name, usage string) {
	AddShort(cmd, into, kind, name, "", usage)
}

// AddShort adds a flag that also has a one-letter form.
func AddShort[T any](cmd *cobra.Command, into *Flag[T], kind Kind[T], name, letter, usage string) {
	into.kind = kind
	into.flag = cmd.Flags().VarPF(into, name, letter, usage)
}

// Changed reports whether the command line sets the flag.
func (f *Flag[T]) Changed() bool { return f.flag != nil && f.flag.Changed }

// Set parses a value from the command line. It and the next two methods implement
// [pflag.Value].
func (f *Flag[T]) Set(text string) error {
	value, err := f.kind.parse(text, f.Value)
	if err != nil {
		return err
	}
	f.Value = value
	return nil
}

func (f *Flag[T]) String() string {
	if f.kind.print == nil {
		return "" // pflag asks a zero Flag what its default looks like
	}
	return f.kind.print(f.Value)
}

// Type is what help calls the value.
func (f *Flag[T]) Type() string { return f.kind.name }

// Number is a whole number in decimal, from least to most.
func Number(least, most uint64) Kind[uint64] {
	upTo := strconv.FormatUint(most, 10)
	if most == math.MaxUint64 {
		upTo = "2^64-1"
	}
	return Kind[uint64]{
		name: "N",
		parse: func(text string, _ uint64) (uint64, error) {
			value, err := strconv.ParseUint(text, 10, 64)
			if err != nil || value < least || value > most {
				return 0, fmt.Errorf("must be a whole number from %d to %s", least, upTo)
			}
			return value, nil
		},
		print: func(value uint64) string {
			if value == 0 {
				return ""
			}
			return strconv.FormatUint(value, 10)
		},
	}
}

// AnyNumber is a whole number from 0 to 2^64-1.
func AnyNumber() Kind[uint64] { return Number(0, math.MaxUint64) }

// Instant is a time (RFC 3339) or a date (midnight in UTC).
func Instant() Kind[time.Time] {
	return Kind[time.Time]{
		name: "TIME",
		parse: func(text string, _ time.Time) (time.Time, error) {
			for _, layout := range []string{time.RFC3339, time.DateOnly} {
				if t, err := time.Parse(layout, text); err == nil {
					return t, nil
				}
			}
			return time.Time{}, errors.New("must be like 2026-01-15T08:00:00Z or 2026-01-15")
		},
		print: func(value time.Time) string {
			if value.IsZero() {
				return ""
			}
			return value.Format(time.RFC3339)
		},
	}
}

// Decimal is a decimal number from least to most: neither 1e1 nor inf.
func Decimal(least, most float64) Kind[float64] {
	return Kind[float64]{
		name: "X",
		parse: func(text string, _ float64) (float64, error) {
			value, err := strconv.ParseFloat(text, 64)
			if err != nil || strings.Trim(text, "0123456789.") != "" || value < least || value > most {
				return 0, fmt.Errorf("must be a decimal number from %g to %g", least, most)
			}
			return value, nil
		},
		print: func(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) },
	}
}

// Seconds is a duration of whole seconds, from least to most.
func Seconds(least, most time.Duration) Kind[time.Duration] {
	return Kind[time.Duration]{
		name: "DURATION",
		parse: func(text string, _ time.Duration) (time.Duration, error) {
			value, err := time.ParseDuration(text)
			if err != nil || value < least || value > most || value%time.Second != 0 {
				return 0, fmt.Errorf("must be whole seconds with their unit, like 30s, from %s to %s", least, most)
			}
			return value, nil
		},
		print: func(value time.Duration) string {
			if value == 0 {
				return ""
			}
			return value.String()
		},
	}
}

// errEmpty is the error of every flag with a text: an empty one comes from a variable
// that was not set, and does not mean the default.
var errEmpty = errors.New("must not be empty; leave the flag out for the default")

// Word is a text that is not empty. Help calls it by name: NAME, FILE, DIR, TEXT.
func Word(name string) Kind[string] {
	return Kind[string]{
		name: name,
		parse: func(text, _ string) (string, error) {
			if text == "" {
				return "", errEmpty
			}
			return text, nil
		},
		print: func(value string) string { return value },
	}
}

// Words is a [Word] that may be given several times.
func Words(name string) Kind[[]string] {
	return Kind[[]string]{
		name: name,
		parse: func(text string, before []string) ([]string, error) {
			if text == "" {
				return nil, errEmpty
			}
			return append(before, text), nil
		},
		print: func(value []string) string { return strings.Join(value, ",") },
	}
}

// AddChoice adds a flag with one of some words, of which the first is the default.
func AddChoice(cmd *cobra.Command, into *Flag[string], name, usage string, words ...string) {
	into.Value = words[0]
	AddOption(cmd, into, name, usage, words...)
}

// AddOption adds a flag with one of some words. Without a default its value is empty
// until it is set.
func AddOption(cmd *cobra.Command, into *Flag[string], name, usage string, words ...string) {
	Add(cmd, into, Kind[string]{
		name: strings.Join(words, "|"),
		parse: func(text, _ string) (string, error) {
			if !slices.Contains(words, text) {
				last := len(words) - 1
				return "", fmt.Errorf("must be %s or %s", strings.Join(words[:last], ", "), words[last])
			}
			return text, nil
		},
		print: func(value string) string { return value },
	}, name, usage)
	complete(cmd, name, func(string) []string { return words })
}
