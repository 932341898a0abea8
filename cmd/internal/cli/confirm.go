package cli

import (
	"bufio"
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// Confirmation asks before a command does what cannot be undone.
type Confirmation struct{ yes bool }

// AddFlag adds --yes, which answers the question.
func (c *Confirmation) AddFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&c.yes, "yes", "y", false, "do not ask")
}

// Ask asks whether to continue, unless --yes is given. question returns what will happen; if it
// is empty, nothing is asked. An answer other than yes is an error that says refused. If
// standard input is not a terminal, that is an error too.
func (c *Confirmation) Ask(a *App, question func() (string, error), refused string) error {
	if c.yes {
		return nil
	}
	if !a.InIsTerminal {
		return &UsageError{
			Problem: a.command.Name() + " asks for confirmation, but standard input is not a terminal",
			Advice:  "use --yes",
		}
	}
	what, err := question()
	if err != nil || what == "" {
		return err
	}
	a.Messagef("%s. Continue? [y/N] ", Legible(what))
	answer, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil { // no answer is no
		a.Messagef("\n")
	}
	if word := strings.ToLower(strings.TrimSpace(answer)); word != "y" && word != "yes" {
		return errors.New(refused)
	}
	return nil
}
