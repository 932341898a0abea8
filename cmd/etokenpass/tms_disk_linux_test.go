package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/peer"
)

// A check that cannot be stored is an error, and does not use the code up: once the disk can be
// written again, the code is accepted.
func TestStoreCannotBeWritten(t *testing.T) {
	for name, row := range map[string]struct {
		stop func(t *testing.T, folder string) (resume func() error)
		want string
	}{
		"read-only disk": {makeReadOnly, "the file, or one beside it, cannot be opened"},
		"full disk":      {fillDisk, "the disk or its file system reports an error"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := mountDisk(t)
			store := filepath.Join(folder, "tms.db")
			do := func(typed string, args ...string) (status int, out, messages string) {
				a, stdout, stderr := terminal(typed)
				a.InIsTerminal, a.ErrIsTerminal = false, false
				status = run(a, append(args, "--store", store))
				return status, stdout.String(), stderr.String()
			}
			for _, args := range [][]string{{"tms", "import", "--profile", "demo"}, {"tms", "assign", "000000000000", "anna"}} {
				if status, _, messages := do("", args...); status != cli.StatusDone {
					t.Fatalf("%v: %s", args, messages)
				}
			}
			const code = "755224\n" // of the demo profile's first moving factor
			resume := row.stop(t, folder)
			status, out, messages := do(code, "tms", "verify", "anna")
			if status != cli.StatusFailed || out != "" || !strings.Contains(messages, row.want) || !strings.Contains(messages, "etokenpass: hint: ") {
				t.Errorf("exit status %d, output %q, messages %q; want %q", status, out, messages, row.want)
			}
			if err := resume(); err != nil {
				t.Fatal(err)
			}
			if status, out, messages := do(code, "tms", "verify", "anna"); status != cli.StatusDone {
				t.Errorf("afterwards: exit status %d, %s%s", status, out, messages)
			}
			if status, out, messages := do("", "tms", "journal", "--verify"); status != cli.StatusDone {
				t.Errorf("the journal: exit status %d, %s%s", status, out, messages)
			}
		})
	}
}

// mountDisk mounts a file system of 1 MiB for the duration of the test.
func mountDisk(t *testing.T) string {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("etokenpass-test", folder, "tmpfs", 0, "size=1m,mode=0700"); err != nil {
		peer.SkipUnlessCI(t, "cannot mount a tmpfs (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("cannot unmount the tmpfs: %v", err)
		}
	})
	return folder
}

func makeReadOnly(t *testing.T, folder string) (resume func() error) {
	t.Helper()
	if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	return func() error { return syscall.Mount("", folder, "", syscall.MS_REMOUNT, "") }
}

// fillDisk uses up the free space.
func fillDisk(t *testing.T, folder string) (resume func() error) {
	t.Helper()
	path := filepath.Join(folder, "filler")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("1 MiB did not fill the disk: %v", err)
	}
	return func() error { return os.Remove(path) }
}
