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

	"etokenpass/internal/value"
)

// Flag is a flag with a value of type T. Its [Kind] says which texts it accepts.
type Flag[T any] struct {
	Value T // the default until the flag is parsed

	kind Kind[T]
	flag *pflag.Flag
}

// Kind is a kind of flag values.
type Kind[T any] struct {
	// Name is what help calls the value.
	Name string

	// Parse parses a value from the command line. before is the value that the flag had: the
	// default, or that of an earlier use on the same command line.
	Parse func(text string, before T) (T, error)

	// Repeats reports whether the flag may be given several times.
	Repeats bool

	// Print returns a value as it is shown as a default; empty if it is not shown.
	Print func(value T) string

	// Complete offers the shell values. If it is nil, the shell offers files.
	Complete cobra.CompletionFunc

	// Accepts reports whether a hint with the flag, followed by the given word of the hint,
	// makes sense: commands can have different flags of the same name. word is empty if none
	// follows. If Accepts is nil, every word does.
	Accepts func(word string) bool
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

// Alias lets a command accept an older name of a flag. Help and messages use the new one.
func Alias(cmd *cobra.Command, older, name string) {
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, given string) pflag.NormalizedName {
		if given == older {
			given = name
		}
		return pflag.NormalizedName(given)
	})
}

// Changed reports whether the command line sets the flag.
func (f *Flag[T]) Changed() bool { return f.flag != nil && f.flag.Changed }

// Set parses a value from the command line. It and the next two methods implement
// [pflag.Value].
func (f *Flag[T]) Set(text string) error {
	if f.Changed() && !f.kind.Repeats { // which of the two is meant?
		return errTwice
	}
	value, err := f.kind.Parse(text, f.Value)
	if err != nil {
		return err
	}
	f.Value = value
	return nil
}

func (f *Flag[T]) String() string {
	if f.kind.Print == nil {
		return "" // pflag asks a zero Flag what its default looks like
	}
	return f.kind.Print(f.Value)
}

// Type is what help calls the value.
func (f *Flag[T]) Type() string { return f.kind.Name }

// offer is [Kind.Complete], for flags of any type.
func (f *Flag[T]) offer() cobra.CompletionFunc { return f.kind.Complete }

// accepts is [Kind.Accepts], for flags of any type.
func (f *Flag[T]) accepts(word string) bool { return f.kind.Accepts == nil || f.kind.Accepts(word) }

// Number is a whole number in decimal, from least to most.
func Number(least, most uint64) Kind[uint64] {
	const name = "N"
	return Kind[uint64]{
		Name: name,
		Parse: func(text string, _ uint64) (uint64, error) {
			number, ok := value.ParseNumber(text, least, most)
			if !ok {
				return 0, fmt.Errorf("must be %s", value.Numbers(least, most))
			}
			return number, nil
		},
		Print: func(number uint64) string {
			if number == 0 {
				return ""
			}
			return strconv.FormatUint(number, 10)
		},
		Complete: cobra.NoFileCompletions,
		Accepts: func(word string) bool {
			_, isNumber := value.ParseNumber(word, 0, math.MaxUint64)
			return isNumber || word == name || word == ""
		},
	}
}

// AnyNumber is a whole number from 0 to 2^64-1.
func AnyNumber() Kind[uint64] { return Number(0, math.MaxUint64) }

// Instant is a time (RFC 3339) or a date (midnight in UTC).
func Instant() Kind[time.Time] {
	return Kind[time.Time]{
		Name: "TIME",
		Parse: func(text string, _ time.Time) (time.Time, error) {
			instant, ok := value.ParseInstant(text)
			if !ok {
				return time.Time{}, errors.New("must be " + value.Instants)
			}
			return instant, nil
		},
		Print: func(instant time.Time) string {
			if instant.IsZero() {
				return ""
			}
			return instant.Format(time.RFC3339)
		},
		Complete: cobra.NoFileCompletions,
	}
}

// Decimal is a decimal number from least to most: neither 1e1 nor inf.
func Decimal(least, most float64) Kind[float64] {
	return Kind[float64]{
		Name: "X",
		Parse: func(text string, _ float64) (float64, error) {
			number, err := strconv.ParseFloat(text, 64)
			if err != nil || strings.Trim(text, "0123456789.") != "" || number < least || number > most {
				return 0, fmt.Errorf("must be a decimal number from %g to %g", least, most)
			}
			return number, nil
		},
		Print:    func(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) },
		Complete: cobra.NoFileCompletions,
	}
}

// Seconds is a duration of whole seconds, from least to most.
func Seconds(least, most time.Duration) Kind[time.Duration] {
	return Kind[time.Duration]{
		Name: "DURATION",
		Parse: func(text string, _ time.Duration) (time.Duration, error) {
			d, err := value.ParseDuration(text)
			if err != nil || d < least || d > most || d%time.Second != 0 {
				return 0, fmt.Errorf("must be whole seconds with their unit, like 30s, from %s to %s",
					value.FormatDuration(least), value.FormatDuration(most))
			}
			return d, nil
		},
		Print: func(d time.Duration) string {
			if d == 0 {
				return ""
			}
			return value.FormatDuration(d)
		},
		Complete: cobra.NoFileCompletions,
	}
}

// errEmpty is the error of every flag with a text: an empty one comes from a variable
// that was not set, and does not mean the default.
var errEmpty = errors.New("must not be empty; omit the flag for the default")

// Word is a text that is not empty. Help calls it by name: NAME, FILE, SERIAL.
func Word(name string) Kind[string] {
	return Kind[string]{
		Name: name,
		Parse: func(text, _ string) (string, error) {
			if text == "" {
				return "", errEmpty
			}
			return text, nil
		},
		Print: func(word string) string { return word },
	}
}

// FreeText is a [Word] that names nothing, so that the shell offers nothing.
func FreeText() Kind[string] {
	kind := Word("TEXT")
	kind.Complete = cobra.NoFileCompletions
	return kind
}

// Folder is the path of a folder.
func Folder() Kind[string] {
	kind := Word("DIR")
	kind.Complete = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return kind
}

// errTwice is the error of a flag that is given again, unless its values add up.
var errTwice = errors.New("given twice")

// Words is a [Word] that may be repeated.
func Words(name string) Kind[[]string] {
	return Kind[[]string]{
		Name:    name,
		Repeats: true,
		Parse: func(text string, before []string) ([]string, error) {
			if text == "" {
				return nil, errEmpty
			}
			return append(before, text), nil
		},
		Print: func(words []string) string { return strings.Join(words, ",") },
	}
}

// Choice is one of some words.
func Choice(words ...string) Kind[string] {
	return Kind[string]{
		Name: strings.Join(words, "|"),
		Parse: func(text, _ string) (string, error) {
			if !slices.Contains(words, text) {
				return "", fmt.Errorf("must be %s", value.Choice(words...))
			}
			return text, nil
		},
		Print: func(word string) string { return word },
		Complete: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveDefault
		},
		Accepts: func(word string) bool {
			return slices.Contains(words, word) || word == strings.ToUpper(word) // a placeholder like FORMAT, or none
		},
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
	Add(cmd, into, Choice(words...), name, usage)
}
