// Package serve holds the commands for tokens over HTTP: the server, and the question whether a
// server is ready.
package serve

import (
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// Commands returns the commands of this package.
func Commands(a *cli.App) []*cobra.Command {
	return []*cobra.Command{newServeCommand(a), newReadyCommand()}
}

// The address where the server is by default, for it and for its clients.
const (
	defaultAddress = "127.0.0.1:8617"
	defaultURL     = "http://" + defaultAddress
)

// urlVariable is the environment variable that holds the address of a server.
const urlVariable = "ETOKENPASS_URL"
