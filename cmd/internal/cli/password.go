package cli

import (
	"errors"
	"os"
	"os/signal"
	"runtime"

	"golang.org/x/term"

	"etokenpass/internal/input"
)

// readPassword reads a line from the terminal without showing it, even where standard
// input is a file or a pipe.
func readPassword() ([]byte, error) {
	terminal, err := os.Open(terminalName())
	if err != nil {
		return term.ReadPassword(int(os.Stdin.Fd()))
	}
	defer terminal.Close() //nolint:errcheck // it is only read
	fd := int(terminal.Fd())
	defer restoreWhenInterrupted(fd)()
	return term.ReadPassword(fd)
}

func terminalName() string {
	if runtime.GOOS == "windows" {
		return "CONIN$"
	}
	return "/dev/tty"
}

// restoreWhenInterrupted turns echo back on if the user presses Ctrl-C, so that the shell
// does not stay silent. The function it returns stops the watch.
func restoreWhenInterrupted(fd int) func() {
	state, err := term.GetState(fd)
	if err != nil {
		return func() {}
	}
	interrupted, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		select {
		case <-interrupted:
			_ = term.Restore(fd, state) // nothing can be done if that fails
			interruptOurselves()
		case <-done:
		}
	}()
	return func() {
		signal.Stop(interrupted)
		close(done)
	}
}

// interruptOurselves ends the process as the interrupt would have done.
func interruptOurselves() {
	signal.Reset(os.Interrupt)
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(os.Interrupt) != nil {
		_ = self.Kill() // where processes get no signals
	}
}

// maxPassword is larger than any password or key, in bytes.
const maxPassword = 4 << 10

// ReadSecret reads a password or a key from a file of at most 4 KiB, or from standard input if
// the name is "-".
func ReadSecret(a *App, name string) ([]byte, error) { return input.ReadFile(name, a.In, maxPassword) }

// Ask prompts for a line on the terminal that is not shown while it is typed. It must not be
// called if a.ReadPassword is nil.
func Ask(a *App, prompt string) ([]byte, error) {
	a.Messagef("%s", prompt)
	answer, err := a.ReadPassword()
	a.Messagef("\n")
	if err == nil && len(answer) == 0 {
		err = errors.New("nothing was typed")
	}
	return answer, err
}
