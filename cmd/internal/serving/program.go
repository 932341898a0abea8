package serving

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"etokenpass/cmd/internal/cli"
)

// program is a command that runs as long as the server does.
type program struct {
	path string
	args []string // as given, with the name
}

// The exit statuses of shells for a command that does not run.
const (
	statusNotRun   = 126
	statusNotFound = 127
)

// findProgram finds the program of a command before the server starts. It returns nil if there
// is no command.
func findProgram(a *cli.App, command []string) (*program, error) {
	if len(command) == 0 {
		return nil, nil
	}
	name := command[0]
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return &program{path, command}, nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return nil, notRun(a, notFound(command), statusNotFound)
	}
	return nil, notRun(a, cannotRun(name, err), statusNotRun)
}

func notFound(command []string) error {
	err := fmt.Errorf("command not found: %s", command[0])
	switch {
	case len(command) == 1 && strings.Contains(command[0], " "):
		return cli.Hinted(err, "write the command and its arguments as separate words; for a line of the shell, write sh -c 'LINE'")
	case filepath.Base(command[0]) == command[0]:
		return cli.Hinted(err, "a program that is not in a folder of $PATH needs its path")
	}
	return err
}

func cannotRun(name string, err error) error {
	if failed, ok := errors.AsType[*exec.Error](err); ok {
		err = failed.Err // without the name
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return cli.Hinted(fmt.Errorf("cannot run the command %s: %w", name, err), "it must be a program, or a script that begins with #! and may be executed")
}

// notRun reports an error, and returns one with the exit status that shells use for it.
func notRun(a *cli.App, err error, status int) error {
	a.NewReporter().Error(err)
	return &cli.Ended{Status: status}
}

// run runs the program with this process's streams, and with one more variable in its
// environment. It passes signals on, and returns when the program has ended. If the server ends
// before, it ends the program.
func (p *program) run(a *cli.App, variable string, r *running, signals <-chan os.Signal) error {
	child := &exec.Cmd{
		Path: p.path, Args: p.args, Env: append(os.Environ(), variable),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, // no pipes: they may be terminals
	}
	if err := child.Start(); err != nil {
		return notRun(a, cannotRun(p.args[0], err), statusNotRun)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	serverEnded := r.ended.Done()
	for {
		select {
		case received := <-signals:
			if passOn(received, child.Process) {
				r.log.Info("signal passed on", "signal", received.String())
			}
		case <-serverEnded:
			terminate(child.Process)
			serverEnded = nil
		case err := <-ended:
			return statusOf(err)
		}
	}
}

// statusOf converts the error of a program to one with its exit status.
func statusOf(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	return &cli.Ended{Status: exitStatus(exit.ProcessState)}
}
