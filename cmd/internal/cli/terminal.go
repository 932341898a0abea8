package cli

import (
	"os"

	"golang.org/x/term"
)

// LeadsToTerminal reports whether a path is that of a terminal, like /dev/tty, to which no
// picture should be written.
func LeadsToTerminal(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return false // which is reported when it is written
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return term.IsTerminal(int(file.Fd()))
}
