package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// linked can be set when linking: -ldflags "-X etokenpass/cmd/internal/cli.linked=1.2.3".
var linked = ""

// VersionLine returns a line with the versions of a program and of Go, and the platform.
func VersionLine(program string) string {
	return fmt.Sprintf("%s %s (%s, %s/%s)\n", program, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func version() string {
	if linked != "" {
		return linked
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}

// NewVersionCommand returns the command that prints the version.
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
