//go:build unix

package serving

import "golang.org/x/sys/unix"

// limitCoreDumps sets the size of a core dump to 0.
func limitCoreDumps() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	limit.Cur = 0
	return unix.Setrlimit(unix.RLIMIT_CORE, &limit)
}
