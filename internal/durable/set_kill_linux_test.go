package durable_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// killedIn names the folder that TestWriteSetForAKill writes a set to.
const killedIn = "ETOKENPASS_TEST_SET_IN"

const killedSize = 400 // files of the set that is killed

// TestWriteSetForAKill is the process that TestASetThatIsKilled kills.
func TestWriteSetForAKill(t *testing.T) {
	path := os.Getenv(killedIn)
	if path == "" {
		t.Skip("only as a process of its own")
	}
	s := set(t, open(t, path), numbered(killedSize)...)
	if err := s.Create(t.Context()); err != nil {
		t.Error(err)
	}
	closeSet(t, s)
}

// Whenever the process that writes a set is killed, the files that have their names are
// complete, and the next set removes the others.
func TestASetThatIsKilled(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	died, some := 0, 0
	for i := range 10 {
		path := t.TempDir()
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestWriteSetForAKill$")
		cmd.Env = append(os.Environ(), killedIn+"="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() { ended <- cmd.Wait() }()
		pattern := []string{".*.etokenpass-set", "file*"}[i%2] // while it writes, or while it renames
		if err := killAt(t, cmd, ended, filepath.Join(path, pattern), rand.N(killedSize)); err != nil {
			died++
		}
		if named := complete(t, path); 0 < named && named < killedSize {
			some++
		}

		closeSet(t, set(t, open(t, path)))
		if left, err := filepath.Glob(filepath.Join(path, ".*.etokenpass-set")); err != nil || len(left) > 0 {
			t.Errorf("%d files are left, %v", len(left), err)
		}
	}
	t.Logf("%d of 10 were killed, %d of them while the files got their names", died, some)
	if died == 0 {
		t.Error("none was killed, which shows nothing")
	}
}

// killAt kills a process as soon as there are so many files, and returns how it ended.
func killAt(t *testing.T, cmd *exec.Cmd, ended <-chan error, pattern string, count int) error {
	t.Helper()
	for {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) > count {
			_ = cmd.Process.Kill() // it may have ended
			return <-ended
		}
		select {
		case err := <-ended:
			return err
		default:
		}
	}
}

// complete checks the files that have their names, and returns how many there are.
func complete(t *testing.T, path string) (named int) {
	t.Helper()
	for _, name := range strings.Fields(names(t, path)) {
		if strings.HasPrefix(name, ".") {
			continue
		}
		named++
		if got := contents(t, filepath.Join(path, name)); got != "new "+name {
			t.Errorf("%s holds %q", name, got)
		}
	}
	return named
}
