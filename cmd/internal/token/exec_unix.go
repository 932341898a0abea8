//go:build unix

package token

import (
	"fmt"
	"os"
	"syscall"
)

// become replaces this process by another program, so that signals and the exit
// status are that program's own.
func become(path string, args []string) error {
	err := syscall.Exec(path, append([]string{path}, args...), os.Environ())
	return fmt.Errorf("%s cannot be started: %w", path, err)
}
