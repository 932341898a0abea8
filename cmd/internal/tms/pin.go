package tms

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
)

type pinOptions struct {
	store  storeOptions
	file   cli.Flag[string]
	format cli.Flag[string]
}

func newPINCommand(a *cli.App) *cobra.Command {
	var o pinOptions
	cmd := &cobra.Command{
		Use:   "pin USER",
		Short: "Set a user's PIN",
		Long: `Set the PIN of a user, 1 to 100 characters. Without --pin-file, the terminal prompts for it
twice. Only a hash of it (argon2id) is stored. The policy says whether users need a PIN,
and how they enter it.

JSON, one object: the journal entry, as etokenpass tms verify prints it.`,
		Example:           `  printf 2468 | etokenpass tms pin anna --pin-file -`,
		Args:              withoutCode(1, "USER"),
		ValidArgsFunction: o.store.complete(a, users),
		RunE:              func(cmd *cobra.Command, args []string) error { return runPIN(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	addPINFile(cmd, &o.file, "a file with the PIN, or - (default ask on the terminal)")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func addPINFile(cmd *cobra.Command, into *cli.Flag[string], usage string) {
	cli.Add(cmd, into, cli.Word("FILE"), "pin-file", usage)
}

func runPIN(ctx context.Context, a *cli.App, o pinOptions, user string) error {
	read := askPIN
	if o.file.Value != "" {
		read = func(a *cli.App) (tms.PINHash, error) { return readPIN(a, o.file.Value) }
	}
	pin, err := read(a)
	if err != nil {
		return err
	}
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		entry, err := validator.SetPIN(ctx, call(a, a.Now()), user, pin)
		if err != nil {
			return err
		}
		return printResult(a, o.format.Value, &entry, "the PIN of "+user+" is set")
	})
}

// readPIN reads a PIN from a file, or from standard input if the name is "-".
func readPIN(a *cli.App, name string) (tms.PINHash, error) {
	if name == "-" && a.InIsTerminal {
		return askPIN(a)
	}
	pin, err := readOneLine(a, name, "the PIN")
	if err != nil {
		return "", err
	}
	return tms.HashPIN(pin, rand.Reader)
}

// askPIN asks for a new PIN on the terminal.
func askPIN(a *cli.App) (tms.PINHash, error) {
	if a.ReadPassword == nil {
		return "", &cli.UsageError{Problem: "there is no terminal to ask for the PIN", Advice: "--pin-file FILE reads it, or --pin-file - from standard input"}
	}
	pin, err := cli.Ask(a, "new PIN: ")
	if err != nil {
		return "", err
	}
	again, err := cli.Ask(a, "new PIN, again: ")
	switch {
	case err != nil:
		return "", err
	case string(pin) != string(again):
		return "", errors.New("the two PINs are not the same; nothing was changed")
	}
	return tms.HashPIN(string(pin), rand.Reader)
}
