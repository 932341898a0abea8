package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the version of every program here, and the only place that defines it. A
// release build overrides it: -ldflags "-X etokenpass/cmd/internal/cli.version=0.1.0".
var version = "0.1.0-dev"

// Version returns the version of the program.
func Version() string { return version }

// build describes how a program was built; it is the result of the version command in JSON.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

func thisBuild() build {
	return build{Version: version, Revision: revision(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
}

// revision returns the commit that the program was built from, followed by +dirty if
// there were uncommitted changes. It is empty if the build did not record it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var commit, suffix string
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			commit = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			suffix = "+dirty"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + suffix
}

// line is the text form, as in "etokenpass 0.1.0 (go1.26.0, linux/amd64)".
func (b build) line(program string) string {
	details := fmt.Sprintf("%s, %s/%s", b.Go, b.OS, b.Arch)
	if b.Revision != "" {
		details = "revision " + b.Revision + ", " + details
	}
	return fmt.Sprintf("%s %s (%s)\n", program, b.Version, details)
}

type versionOptions struct {
	format Flag[string]
}

// NewVersionCommand returns the command that prints the version.
func NewVersionCommand(a *App) *cobra.Command {
	var o versionOptions
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Print the version of etokenpass, the revision it was built from, the version of Go
and the platform.

JSON, one object: version, revision (if known; +dirty after it means uncommitted
changes), go, os, arch.`,
		Example: `  etokenpass version
  etokenpass version --format json`,
		Args: Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runVersion(a, o, cmd.Root().Name()) },
	}
	AddFormat(cmd, &o.format, Text, JSON)
	return cmd
}

func runVersion(a *App, o versionOptions, program string) error {
	if o.format.Value == JSON {
		return PrintJSON(a.Out, thisBuild())
	}
	_, err := io.WriteString(a.Out, thisBuild().line(program))
	return OutputError(err)
}
