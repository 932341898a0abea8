package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// NewVersionCommand makes the command that prints the version.
func NewVersionCommand(a *App) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of etokenpass, of Go, and the platform.",
		Example: "  etokenpass version",
		Args:    Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(a.Out, VersionLine(cmd.Root().Name()))
			return Written(err)
		},
	}
}
