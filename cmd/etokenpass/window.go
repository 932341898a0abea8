package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"etokenpass/cmd/internal/cli"
)

// windowProgram is the window's own program. It is another one because a window
// needs libraries that a headless machine has not.
const windowProgram = "etokenpass-window"

func newWindowCommand(a *app) *cobra.Command {
	return cli.NewWindowCommand(a.Streams, "window", func(cmd *cobra.Command, _ *cli.WindowOptions) error {
		path, err := findWindow()
		if err != nil {
			return err
		}
		return become(path, given(cmd.Flags()))
	})
}

// findWindow looks beside this program first, so that the two are of one version.
func findWindow() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("%s cannot be found: %w", windowProgram, err)
	}
	folder := filepath.Dir(self)
	places := []string{filepath.Join(folder, windowProgram)}
	if real, err := filepath.EvalSymlinks(self); err == nil {
		places = append(places, filepath.Join(filepath.Dir(real), windowProgram))
	}
	for _, place := range append(places, windowProgram) { // a name alone is looked for on PATH
		if path, err := exec.LookPath(place); err == nil {
			return path, nil
		}
	}
	return "", cli.Hinted(
		fmt.Errorf("%s is neither beside etokenpass (%s) nor on PATH", windowProgram, folder),
		"make build builds it; etokenpass press, play and demo need no window")
}

// given are the flags as they were given, written so that no value can be taken
// for a flag.
func given(flags *pflag.FlagSet) []string {
	var args []string
	flags.Visit(func(flag *pflag.Flag) {
		values := []string{flag.Value.String()}
		if several, ok := flag.Value.(*cli.Words); ok {
			values = several.Texts
		}
		for _, value := range values {
			args = append(args, "--"+flag.Name+"="+value)
		}
	})
	return args
}
