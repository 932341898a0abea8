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
	in       io.Reader
	out, err io.Writer // the answer, and everything else
	now      func() time.Time

	// Whether people are at the other end of in, err and out.
	asksPeople, tellsPeople, showsPeople bool
}

// run does what the arguments say and gives the exit status.
func run(args []string, a *app) int {
	root := newRootCommand(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	command, err := root.ExecuteC()
	if err != nil {
		a.report(command, err)
	}
	return exitStatus(err)
}
