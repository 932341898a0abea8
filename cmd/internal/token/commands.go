// Package token holds the commands for one token in use: pressing it, reading and setting
// its counter, playing scenarios, opening its window, and making and showing its profile.
package token

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package.
func Commands(a *cli.App) []*cobra.Command {
	return []*cobra.Command{
		newPressCommand(a), newCounterCommand(a), newStatusCommand(a), newResetCommand(a),
		newPlayCommand(a), newDemoCommand(a), newWindowCommand(a), newProfileCommand(a),
	}
}
