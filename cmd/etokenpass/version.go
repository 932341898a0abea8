package main

import (
	"io"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of etokenpass, of Go, and the platform.",
		Example: "  etokenpass version",
		Args:    cli.Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(a.Out, cli.VersionLine(cmd.Root().Name()))
			return cli.Written(err)
		},
	}
}
