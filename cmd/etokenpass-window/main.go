// Command etokenpass-window is the virtual token in a window. People start it with
// etokenpass window.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"etokenpass/cmd/internal/cli"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // who stops reading the transcript does not close the window
	cobra.MousetrapHelpText = ""   // who double-clicks it wants the window, and no advice to use a console
	os.Exit(run(os.Args[1:], &app{
		Streams: cli.Standard(), show: show, toTerminal: term.IsTerminal(int(os.Stdout.Fd())),
	}))
}

// app is what the program has of the world.
type app struct {
	*cli.Streams
	show func(windowSettings) error // until the window is closed

	toTerminal bool // people look at Out
}

// run does what the arguments say and gives the exit status.
func run(args []string, a *app) int {
	return a.Run(args, func() *cobra.Command { return newRootCommand(a) })
}

func newRootCommand(a *app) *cobra.Command {
	root := cli.NewWindowCommand(a.Streams, "etokenpass-window",
		func(_ *cobra.Command, o *cli.WindowOptions) error { return a.open(o) })
	root.CompletionOptions.DisableDefaultCmd = true // etokenpass completion knows etokenpass window
	cli.Dress(root, a.Streams)
	return root
}
