package tms

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package: etokenpass tms and its subcommands.
func Commands(a *cli.App) []*cobra.Command { return []*cobra.Command{newTMSCommand(a)} }

func newTMSCommand(a *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "tms",
		Short:       "The validator: check codes, lock, unlock, resynchronise, keep a journal",
		Annotations: cli.UnmetWhen("the validator refused"),
		Long: `tms is the validator, the server side that checks codes: it has its own counter for each
token, a window, a failure limit and a journal of everything it decides. Its rules are a
policy, by default bank-guide; tms policy list shows all.

Tokens, users and journal are in a store, which import or init creates.`,
		Example: `  etokenpass tms import --profile demo
  etokenpass tms assign 000000000000 anna --owner 'Anna Petrova'
  etokenpass press | etokenpass tms verify anna
  etokenpass tms show anna`,
		Args: cli.SubcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.AddSubcommands(cmd, func() []*cobra.Command {
		return []*cobra.Command{
			newInitCommand(a), newImportCommand(a), newExportCommand(a),
			newAssignCommand(a), newUnassignCommand(a), newPINCommand(a),
			newVerifyCommand(a), newSignCommand(a),
			newResyncCommand(a), newUnlockCommand(a), newDisableCommand(a), newEnableCommand(a), newSetCommand(a), newTestCommand(a),
			newListCommand(a), newShowCommand(a), newJournalCommand(a), newPolicyCommand(a), newRestoredCommand(a),
			newServeCommand(a), newTokenCommand(a),
		}
	})
	return cmd
}
