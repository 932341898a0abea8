// Command etokenpass-window shows the virtual token in a window. The command
// "etokenpass window" starts it.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // the window stays open if the transcript's reader exits
	cobra.MousetrapHelpText = ""   // a double click opens the window, not cobra's advice to use a console
	os.Exit(run(cli.NewApp(), show, os.Args[1:]))
}

// shower shows a window and returns when it is closed.
type shower func(windowSettings) error

// run opens the window that the arguments describe and returns the exit status.
func run(a *cli.App, show shower, args []string) int {
	return a.Run(args, func() *cobra.Command { return newRootCommand(a, show) })
}

func newRootCommand(a *cli.App, show shower) *cobra.Command {
	root := cli.NewWindowCommand(a, cli.WindowProgram,
		func(_ *cobra.Command, o *cli.WindowOptions) error { return open(a, show, o) })
	root.CompletionOptions.DisableDefaultCmd = true // etokenpass completion covers etokenpass window
	cli.SetUp(root, a)
	return root
}
