package main

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/bank"
	"etokenpass/cmd/internal/batch"
	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/rehearse"
	"etokenpass/cmd/internal/serve"
	"etokenpass/cmd/internal/tms"
	"etokenpass/cmd/internal/token"
)

func newRootCommand(a *cli.App) *cobra.Command {
	root := &cobra.Command{
		Use:   "etokenpass",
		Short: "A software eToken PASS: one button, a six-character LCD",
		Long: `etokenpass is a software eToken PASS, the one-time-password key fob with one
button and a six-character LCD.

Results go to standard output, messages to standard error.`,
		Annotations: cli.UnmetWhen("an expectation of a scenario was not met, the validator refused, or a rehearsal was not solved"),
		Example: `  etokenpass demo                 # the whole procedure, on a temporary token
  code=$(etokenpass press)        # the next code of the saved token
  etokenpass codes --count 3      # codes only; no state is read or saved
  printf 'press\nwait 27s\n' | etokenpass play -   # a reproducible transcript`,
		Args: cli.SubcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cli.SetUp(root, a)
	root.SetHelpCommand(cli.NewHelpCommand(root))
	root.AddCommand(token.Commands(a)...)
	root.AddCommand(batch.Commands(a)...)
	root.AddCommand(tms.Commands(a)...)
	root.AddCommand(rehearse.Commands(a)...)
	root.AddCommand(serve.Commands(a)...)
	root.AddCommand(bank.Commands(a)...)
	root.AddCommand(cli.NewVersionCommand(a))
	cli.AddCompletion(root)
	return root
}
