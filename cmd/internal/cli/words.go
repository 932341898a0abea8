package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// errEmpty is what every flag with a text says: an empty one comes from a variable
// that somebody forgot to set, and means no default.
var errEmpty = errors.New("must not be empty; leave the flag out for the default")

// Word is a flag with a text that is not empty.
type Word struct {
	Text string
	Kind string // what help calls it: NAME, FILE, DIR, TEXT
}

func (w *Word) String() string { return w.Text }

// Type is what help calls it.
func (w *Word) Type() string { return w.Kind }

// Set takes what the command line says.
func (w *Word) Set(text string) error {
	if text == "" {
		return errEmpty
	}
	w.Text = text
	return nil
}

// Words is a [Word] that may be given several times.
type Words struct {
	Texts []string
	Kind  string
}

func (w *Words) String() string { return strings.Join(w.Texts, ",") }

// Type is what help calls it.
func (w *Words) Type() string { return w.Kind }

// Set adds one.
func (w *Words) Set(text string) error {
	if text == "" {
		return errEmpty
	}
	w.Texts = append(w.Texts, text)
	return nil
}

// Choice is a flag with one of some words.
type Choice struct {
	Value string
	words []string
}

func (c *Choice) String() string { return c.Value }

// Type is what help calls it.
func (c *Choice) Type() string { return strings.Join(c.words, "|") }

// Set takes what the command line says.
func (c *Choice) Set(text string) error {
	if !slices.Contains(c.words, text) {
		last := len(c.words) - 1
		return fmt.Errorf("must be %s or %s", strings.Join(c.words[:last], ", "), c.words[last])
	}
	c.Value = text
	return nil
}

// AddChoice adds a flag with one of some words, the first being the default, and
// completes it.
func AddChoice(cmd *cobra.Command, into *Choice, name, usage string, words ...string) {
	*into = Choice{Value: words[0], words: words}
	cmd.Flags().Var(into, name, usage)
	complete(cmd, name, func(string) []string { return words })
}

// AddOption adds a flag with one of some words and no default: its value is empty
// until it is given.
func AddOption(cmd *cobra.Command, into *Choice, name, usage string, words ...string) {
	AddChoice(cmd, into, name, usage, words...)
	into.Value = ""
	cmd.Flags().Lookup(name).DefValue = ""
}
