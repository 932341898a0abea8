package durable_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// killedFolder is the environment variable with the folder that TestWriteSet writes a set
// to.
const killedFolder = "ETOKENPASS_TEST_SET_IN"

const killedSize = 400 // files in the set

// TestWriteSet is run as a separate process, which TestKilledSet kills.
func TestWriteSet(t *testing.T) {
	path := os.Getenv(killedFolder)
	if path == "" {
		t.Skip("runs only as a child process of TestKilledSet")
	}
	s := set(t, open(t, path), numbered(killedSize)...)
	if err := s.Create(t.Context()); err != nil {
		t.Error(err)
	}
	closeSet(t, s)
}

// If the process that writes a set is killed, the files with their final names are complete,
// and the next set removes the others.
func TestKilledSet(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	killed, partial := 0, 0
	for i := range 10 {
		path := t.TempDir()
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestWriteSet$")
		cmd.Env = append(os.Environ(), killedFolder+"="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() { ended <- cmd.Wait() }()
		pattern := []string{".*.etokenpass-set", "file*"}[i%2] // while it writes or while it renames
		if err := killAt(t, cmd, ended, filepath.Join(path, pattern), rand.N(killedSize)); err != nil {
			killed++
		}
		if named := complete(t, path); 0 < named && named < killedSize {
			partial++
		}

		closeSet(t, set(t, open(t, path)))
		if left, err := filepath.Glob(filepath.Join(path, ".*.etokenpass-set")); err != nil || len(left) > 0 {
			t.Errorf("%d temporary files are left, %v", len(left), err)
		}
	}
	t.Logf("%d of 10 processes were killed, %d of them while renaming the files", killed, partial)
	if killed == 0 {
		t.Error("no process was killed, so the test proves nothing")
	}
}

// killAt kills a process as soon as more than count files match the pattern, and returns the
// result of its Wait.
func killAt(t *testing.T, cmd *exec.Cmd, ended <-chan error, pattern string, count int) error {
	t.Helper()
	for {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) > count {
			_ = cmd.Process.Kill() // it may have exited
			return <-ended
		}
		select {
		case err := <-ended:
			return err
		default:
		}
	}
}

// complete checks the files with their final names and returns their number.
func complete(t *testing.T, path string) (named int) {
	t.Helper()
	for _, name := range strings.Fields(names(t, path)) {
		if strings.HasPrefix(name, ".") {
			continue
		}
		named++
		if got := contents(t, filepath.Join(path, name)); got != "new "+name {
			t.Errorf("%s contains %q", name, got)
		}
	}
	return named
}
