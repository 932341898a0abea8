//go:build e2e

package e2e_test

import (
	"bufio"
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// server is a running etokenpass serve, or another command that serves.
type server struct {
	t       *testing.T
	url     string
	process *exec.Cmd
	stderr  *bytes.Buffer
}

// startServer starts a server with the demo token on a free port. It ends with the test.
func startServer(t *testing.T, args ...string) *server {
	t.Helper()
	return startServerAt(t, "127.0.0.1:0", args...)
}

// startServerAt starts a server at an address.
func startServerAt(t *testing.T, address string, args ...string) *server {
	t.Helper()
	return startServing(t, append([]string{"serve", "--listen", address, "--profile", "demo"}, args...)...)
}

// startValidator starts a validator with the tokens and users in memory, on a free port. It ends with
// the test.
func startValidator(t *testing.T, args ...string) *server {
	t.Helper()
	return startServing(t, append([]string{"tms", "serve", "--listen", "127.0.0.1:0", "--in-memory"}, args...)...)
}

// startServing starts a command that serves, and waits for its address. It ends with the test.
func startServing(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{t: t, stderr: &bytes.Buffer{}}
	s.process = exec.Command(filepath.Join(bin, "etokenpass"), args...)
	s.process.Stderr = s.stderr
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server printed no address: %v\n%s", err, s.stderr)
	}
	s.url = strings.TrimSpace(line)
	return s
}

// stop ends the server as a service manager does.
func (s *server) stop() {
	s.t.Helper()
	if s.process.ProcessState != nil {
		return // it has ended
	}
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Error(err)
	}
	if err := s.process.Wait(); err != nil {
		s.t.Errorf("the server ended with %v\n%s", err, s.stderr)
	}
}

// address is where the server listens.
func (s *server) address() string { return strings.TrimPrefix(s.url, "http://") }
