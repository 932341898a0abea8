// Package rehearse holds the commands that rehearse procedures: a conversation in lines over the
// exercises of package rehearsal, the same from a file, and a check of exercises.
//
//	terminal ─┐
//	lines ────┼─> conversation ──> rehearsal.Rehearsal ──> printer: text, or JSON
//	answers ──┘
package rehearse

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package.
func Commands(a *cli.App) []*cobra.Command {
	command := newRehearseCommand(a)
	command.AddCommand(newShowCommand(a), newCheckCommand(a))
	return []*cobra.Command{command}
}
