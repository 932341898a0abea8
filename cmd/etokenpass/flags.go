package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// wholeNumber is a flag with a number in decimal.
type wholeNumber struct {
	value uint64
	least uint64
	most  uint64 // 0 is 2^64-1
	given bool
}

func (w *wholeNumber) String() string {
	if w.value == 0 {
		return ""
	}
	return strconv.FormatUint(w.value, 10)
}

func (w *wholeNumber) Type() string { return "N" }

func (w *wholeNumber) Set(text string) error {
	value, err := strconv.ParseUint(text, 10, 64)
	switch {
	case w.most == 0 && (err != nil || value < w.least):
		return fmt.Errorf("must be a whole number from %d to 2^64-1", w.least)
	case w.most > 0 && (err != nil || value < w.least || value > w.most):
		return fmt.Errorf("must be a whole number from %d to %d", w.least, w.most)
	}
	w.value, w.given = value, true
	return nil
}

// instant is a flag with a time (RFC 3339) or a date (midnight in UTC).
type instant struct {
	value time.Time
	given bool
}

func (i *instant) String() string {
	if i.value.IsZero() {
		return ""
	}
	return i.value.Format(time.RFC3339)
}

func (i *instant) Type() string { return "TIME" }

func (i *instant) Set(text string) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			i.value, i.given = t, true
			return nil
		}
	}
	return fmt.Errorf("must be like 2026-01-15T08:00:00Z or 2026-01-15")
}

// word is a flag with a text that is not empty: an empty one comes from a variable
// that somebody forgot to set, and means no default.
type word struct {
	text string
	kind string // what help calls it: NAME, FILE, DIR, TEXT
}

func (w *word) String() string { return w.text }
func (w *word) Type() string   { return w.kind }

func (w *word) Set(text string) error {
	if text == "" {
		return errors.New("must not be empty; leave the flag out for the default")
	}
	w.text = text
	return nil
}

// choice is a flag with one of some words.
type choice struct {
	value string
	words []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.words, "|") }

func (c *choice) Set(text string) error {
	if !slices.Contains(c.words, text) {
		return fmt.Errorf("must be %s", strings.Join(c.words, " or "))
	}
	c.value = text
	return nil
}

// addChoice adds a flag with one of some words, the first being the default, and
// completes it.
func addChoice(cmd *cobra.Command, into *choice, name, usage string, words ...string) {
	*into = choice{value: words[0], words: words}
	cmd.Flags().Var(into, name, usage)
	complete(cmd, name, func(string) []string { return words })
}

// complete offers values of a flag to the shell, and files.
func complete(cmd *cobra.Command, flag string, values func(typed string) []string) {
	completeWith(cmd, flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return values(typed), cobra.ShellCompDirectiveDefault
	})
}

func completeWith(cmd *cobra.Command, flag string, offer cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, offer); err != nil {
		panic("internal error: " + err.Error()) // the flag's name is wrong; any run shows it
	}
}
