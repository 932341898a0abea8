package cli

import (
	"slices"

	"github.com/spf13/cobra"
)

// AddSubcommands adds the commands that newCommands makes below another command. If the arguments
// do not contain the name of that one, they cannot name a command below it, and only a hint can.
// Then the commands are made when the first hint needs them: those of the validator would take
// every other command a fifth of the time of an empty program.
func (a *App) AddSubcommands(parent *cobra.Command, newCommands func() []*cobra.Command) {
	add := func() { parent.AddCommand(newCommands()...) }
	if a.args == nil || slices.Contains(a.args, parent.Name()) {
		add()
		return
	}
	a.postponed = append(a.postponed, add)
}

// addPostponed adds the commands that [App.AddSubcommands] has not made yet.
func (a *App) addPostponed() {
	for _, add := range a.postponed {
		add()
	}
	a.postponed = nil
}
