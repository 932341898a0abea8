package cli

import (
	"os"

	"etokenpass/internal/input"
)

// OpenInput opens a file that an argument or a flag names, or standard input for "-".
func OpenInput(a *App, name string) (*input.Input, error) { return input.Open(name, a.In) }

// InputName returns what messages call such a file.
func InputName(name string) string {
	if name == "-" {
		return input.Stdin
	}
	return name
}

// IsSameFile reports whether two paths lead to the same existing file.
func IsSameFile(one, other string) bool {
	first, err := os.Stat(one)
	if err != nil {
		return false
	}
	second, err := os.Stat(other)
	return err == nil && os.SameFile(first, second)
}
