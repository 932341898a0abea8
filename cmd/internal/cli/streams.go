// Package cli is the command-line manners that the programs have in common: how
// they tell errors, their exit statuses, flags and help, and how they find a
// token's profile and its saved counter.
package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// Streams are a program's standard streams.
type Streams struct {
	In  io.Reader
	Out io.Writer // the answer
	Err io.Writer // everything else

	command *cobra.Command // the one that runs; hints are in its terms
}

// Standard is the process's own streams.
func Standard() *Streams { return &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr} }

// Run does what the arguments say and gives the exit status. The root command is
// made by a function, since it takes over the streams.
func (s *Streams) Run(args []string, newRoot func() *cobra.Command) int {
	answer := &answer{w: s.Out}
	s.Out = answer
	root := newRoot()
	offerNothing(root)
	root.PersistentPreRun = func(command *cobra.Command, _ []string) { s.command = command }
	root.SetArgs(args)
	command, err := root.ExecuteC()
	if answer.err != nil {
		err = Written(answer.err) // cobra's own printing does not tell
	}
	if err != nil {
		s.report(command, err)
	}
	return exitStatus(err)
}

// Tell writes to standard error. If that fails, nobody is left to tell.
func (s *Streams) Tell(format string, args ...any) { _, _ = fmt.Fprintf(s.Err, format, args...) }

// answer is standard output, which remembers if it could not be written.
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
