// Command etokenpass is a software eToken PASS without a display: it prints
// codes, presses the button, runs scenarios, and needs no window for any of it.
package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"etokenpass/cmd/internal/cli"
)

func main() {
	a := &app{
		Streams: cli.Standard(), now: time.Now,
		asksPeople:  term.IsTerminal(int(os.Stdin.Fd())),
		tellsPeople: term.IsTerminal(int(os.Stderr.Fd())),
		showsPeople: term.IsTerminal(int(os.Stdout.Fd())),
	}
	if a.tellsPeople { // they see the question
		a.typed = typedSecret
	}
	os.Exit(run(os.Args[1:], a))
}

// app is what a command has of the world.
type app struct {
	*cli.Streams
	now func() time.Time

	// Whether people are at the other end of In, Err and Out.
	asksPeople, tellsPeople, showsPeople bool

	// typed reads what somebody types unseen; nil where nobody can be asked.
	typed func() ([]byte, error)
}

// run does what the arguments say and gives the exit status.
func run(args []string, a *app) int {
	return a.Run(args, func() *cobra.Command { return newRootCommand(a) })
}
