package cli

import "github.com/spf13/cobra"

// The values of --format.
const (
	Text = "text"
	JSON = "json"
	CSV  = "csv"
)

// AddFormat adds --format with the formats that a command offers, of which the first is
// the default.
func AddFormat(cmd *cobra.Command, into *Flag[string], formats ...string) {
	AddChoice(cmd, into, "format", "output format", formats...)
}
