package token

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"etokenpass/cmd/internal/cli"
)

func newWindowCommand(a *cli.App) *cobra.Command {
	return cli.NewWindowCommand(a, "window", func(cmd *cobra.Command, _ *cli.WindowOptions) error {
		path, err := findWindow()
		if err != nil {
			return err
		}
		return become(path, given(cmd.Flags()))
	})
}

// findWindow looks next to this program first, so that both have the same version.
func findWindow() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find %s: %w", cli.WindowProgram, err)
	}
	folder := filepath.Dir(self)
	places := []string{filepath.Join(folder, cli.WindowProgram)}
	if resolved, err := filepath.EvalSymlinks(self); err == nil {
		places = append(places, filepath.Join(filepath.Dir(resolved), cli.WindowProgram))
	}
	for _, place := range append(places, cli.WindowProgram) { // a bare name is looked up on PATH
		if path, err := exec.LookPath(place); err == nil {
			return path, nil
		}
	}
	return "", cli.Hinted(
		fmt.Errorf("%s is neither next to etokenpass (%s) nor on PATH", cli.WindowProgram, folder),
		"build it with make build; etokenpass press, play and demo need no window")
}

// given returns the flags that were set, written so that no value can be mistaken for a flag.
func given(flags *pflag.FlagSet) []string {
	var args []string
	flags.Visit(func(flag *pflag.Flag) {
		values := []string{flag.Value.String()}
		if several, ok := flag.Value.(*cli.Flag[[]string]); ok {
			values = several.Value
		}
		for _, value := range values {
			args = append(args, "--"+flag.Name+"="+value)
		}
	})
	return args
}
