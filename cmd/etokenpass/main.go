// Command etokenpass is a software eToken PASS without a display: it prints
// codes, presses the button, runs scenarios, and needs no window for any of it.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

func main() { os.Exit(run(cli.NewApp(), os.Args[1:])) }

// run runs the command that the arguments name and returns the exit status.
func run(a *cli.App, args []string) int {
	return a.Run(args, func() *cobra.Command { return newRootCommand(a) })
}
