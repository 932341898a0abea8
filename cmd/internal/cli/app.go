// Package cli holds what all commands share: the streams, the clock, flags, errors and
// exit statuses, help, progress, output formats and files, and how a command finds a
// token's profile and its saved counter. It does not depend on any command.
package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// App is what a command may use of the outside world. Commands are functions over it, so
// that tests run them in-process with streams and a clock of their own.
type App struct {
	In  io.Reader
	Out io.Writer // the result
	Err io.Writer // everything else

	// The clock, and how to wait on it.
	Now   func() time.Time
	Sleep func(time.Duration)

	// Whether a terminal is at the other end of each stream.
	InIsTerminal, OutIsTerminal, ErrIsTerminal bool

	// ReadPassword reads a line that is not shown while it is typed; nil if there is
	// no terminal.
	ReadPassword func() ([]byte, error)

	args      []string       // of the run; nil if there is none
	postponed []func()       // see AddSubcommands
	command   *cobra.Command // the one that runs; hints are in its terms
}

// NewApp returns the process's own streams and clock.
func NewApp() *App {
	a := &App{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Sleep: time.Sleep,
		InIsTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutIsTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrIsTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	if a.ErrIsTerminal { // where the question is shown
		a.ReadPassword = readPassword
	}
	return a
}

// Run runs the command that the arguments name and returns the exit status. The root
// command is made by a function because it takes over the streams.
func (a *App) Run(args []string, newRoot func() *cobra.Command) int {
	answer := &answer{w: a.Out}
	a.Out = answer
	a.args, a.postponed = args, nil
	root := newRoot()
	if isCompletion(args) {
		prepareCompletion(root)
	}
	root.PersistentPreRun = func(command *cobra.Command, _ []string) { a.command = command }
	root.SetArgs(args)
	command, err := root.ExecuteC()
	if answer.err != nil {
		err = OutputError(answer.err) // cobra ignores the errors of its own printing
	}
	if err != nil {
		a.report(command, err)
	}
	return exitStatus(err)
}

// Messagef writes a message to standard error. If that fails there is nowhere left to report it.
func (a *App) Messagef(format string, args ...any) { _, _ = fmt.Fprintf(a.Err, format, args...) }

// answer is standard output, which carries the result. It keeps the first write error.
type answer struct {
	w   io.Writer
	err error
}

func (o *answer) Write(data []byte) (int, error) {
	n, err := o.w.Write(data)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}
