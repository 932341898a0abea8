package cli

import "etokenpass/internal/input"

// OpenInput opens a file that an argument or a flag names, or standard input for "-".
func OpenInput(a *App, name string) (*input.Input, error) { return input.Open(name, a.In) }

// InputName returns what messages call such a file.
func InputName(name string) string {
	if name == "-" {
		return input.Stdin
	}
	return name
}
