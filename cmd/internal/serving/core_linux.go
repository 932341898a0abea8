package serving

import (
	"errors"

	"golang.org/x/sys/unix"
)

// forbidCoreDumps keeps the memory of this process, with its secrets, out of files: a core dump would
// contain them. The limit alone is not enough, because the system may pass dumps on to a program
// instead; and as long as a process cannot be dumped, only root can read its memory. The command that
// the server runs inherits the limit, and may raise it again.
func forbidCoreDumps() error {
	return errors.Join(limitCoreDumps(), unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0))
}
