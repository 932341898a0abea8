// Package bank holds the command of the practice bank: etokenpass bank.
package bank

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package.
func Commands(a *cli.App) []*cobra.Command { return []*cobra.Command{newBankCommand(a)} }

const (
	defaultAddress = "127.0.0.1:8618"
	urlVariable    = "ETOKENPASS_BANK_URL"
)
