// Package batch holds the commands that read and write seed files, and the one that
// computes codes without a button: import, export, fleet and codes.
package batch

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package.
func Commands(a *cli.App) []*cobra.Command {
	return []*cobra.Command{newCodesCommand(a), newFleetCommand(a), newImportCommand(a), newExportCommand(a)}
}
