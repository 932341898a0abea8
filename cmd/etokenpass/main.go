// Command etokenpass is a software eToken PASS without a display: it prints
// codes, presses the button, runs scenarios, and needs no window for any of it.
package main

import (
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

func main() {
	os.Exit(run(os.Args[1:], &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now,
		asksPeople:  term.IsTerminal(int(os.Stdin.Fd())),
		tellsPeople: term.IsTerminal(int(os.Stderr.Fd())),
		showsPeople: term.IsTerminal(int(os.Stdout.Fd())),
	}))
}

// app is what a command has of the world.
type app struct {
	in  io.Reader
	out io.Writer // the answer
	err io.Writer // everything else
	now func() time.Time

	// Whether people are at the other end of in, err and out.
	asksPeople, tellsPeople, showsPeople bool
}

// run does what the arguments say and gives the exit status.
func run(args []string, a *app) int {
	answer := &answer{w: a.out}
	a.out = answer
	root := newRootCommand(a)
	root.SetArgs(args)
	command, err := root.ExecuteC()
	if answer.err != nil {
		err = written(answer.err) // cobra's own printing does not tell
	}
	if err != nil {
		a.report(command, err)
	}
	return exitStatus(err)
}

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
