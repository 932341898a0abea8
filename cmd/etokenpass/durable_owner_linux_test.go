package main_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"etokenpass/internal/peer"
)

// After root has pressed a user's token, the user can still press it.
func TestDurablePressByRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		peer.SkipUnlessCI(t, "only root can become another user")
	}
	const user, group = 12345, 23456
	token := newToken(t)
	home := filepath.Dir(token.profile)
	for _, folder := range []string{filepath.Dir(home), home} {
		if err := os.Chmod(folder, 0o755); err != nil { // the user needs access to home
			t.Fatal(err)
		}
	}
	for _, path := range []string{home, token.profile} {
		if err := os.Chown(path, user, group); err != nil {
			t.Fatal(err)
		}
	}
	binary := copyBinary(t, home)
	as := func(id int) uint64 {
		cmd := token.command(t, "press", "--format", "json")
		cmd.Path = binary
		if id != 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(id), Gid: group}}
		}
		res := run(t, cmd)
		shown := res.movingFactors(t)
		if res.status != 0 || len(shown) != 1 {
			t.Fatalf("a press by user %d failed: %+v", id, res)
		}
		return shown[0]
	}
	// The first press, by root, creates the folder, the lock and the state file.
	for want, id := range []int{0, user, 0, user, user} {
		if got := as(id); got != uint64(want) {
			t.Errorf("a press by user %d shows moving factor %d, want %d", id, got, want)
		}
	}
}

// A profile that root creates for a user, and the folders that it needs, belong to the user.
func TestDurableProfileNewByRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		peer.SkipUnlessCI(t, "only root can create files for another user")
	}
	const user, group = 12345, 23456
	home := t.TempDir()
	if err := os.Chown(home, user, group); err != nil {
		t.Fatal(err)
	}
	token := newToken(t)
	for _, name := range []string{"anna", filepath.Join(home, "by-path.yaml")} {
		cmd := token.command(t, "profile")
		cmd.Args = []string{cmd.Path, "profile", "new", name}
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "config"))
		if res := run(t, cmd); res.status != 0 {
			t.Fatalf("profile new %s: %+v", name, res)
		}
	}
	for path, mode := range map[string]os.FileMode{
		"config":                               0o700 | os.ModeDir,
		"config/etokenpass":                    0o700 | os.ModeDir,
		"config/etokenpass/profiles":           0o700 | os.ModeDir,
		"config/etokenpass/profiles/anna.yaml": 0o600,
		"by-path.yaml":                         0o600,
	} {
		info, err := os.Stat(filepath.Join(home, path))
		if err != nil {
			t.Error(err)
			continue
		}
		owner := info.Sys().(*syscall.Stat_t)
		if info.Mode() != mode || owner.Uid != user || owner.Gid != group {
			t.Errorf("%s has mode %v and belongs to %d:%d; want %v, %d:%d", path, info.Mode(), owner.Uid, owner.Gid, mode, user, group)
		}
	}
}

// copyBinary copies the binary to a folder, executable by every user.
func copyBinary(t *testing.T, folder string) (path string) {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("cannot build the binary: %v", err)
	}
	info, err := binary.Stat()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(folder, "etokenpass")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, io.NewSectionReader(binary, 0, info.Size())); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	// A process that was forked while the file was open for writing may keep it busy.
	waitFor(t, "the copy to become executable", func() bool { return exec.Command(path, "version").Run() == nil })
	return path
}
