//go:build !unix

package token

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"etokenpass/cmd/internal/cli"
)

// become runs another program and exits with its status, on systems where a process cannot
// be replaced.
func become(path string, args []string) error {
	program := exec.Command(path, args...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // both processes receive it, and the other one decides
	err := program.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return &cli.Ended{Status: exit.ExitCode()}
	case err != nil:
		return fmt.Errorf("cannot start %s: %w", path, err)
	}
	return nil
}
