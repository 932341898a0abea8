//go:build unix

package token

import (
	"fmt"
	"os"
	"syscall"
)

// become replaces this process with another program, so that signals and the exit status are
// that program's.
func become(path string, args []string) error {
	err := syscall.Exec(path, append([]string{path}, args...), os.Environ())
	return fmt.Errorf("cannot start %s: %w", path, err)
}
