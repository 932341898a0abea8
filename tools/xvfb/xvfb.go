// Package xvfb starts an X server with a virtual screen, for tests and measurements
// of the window.
package xvfb

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Package is the Debian package that provides Xvfb.
const Package = "xvfb"

// Server is a running X server.
type Server struct {
	Display string // the value for $DISPLAY, such as ":1"
	process *exec.Cmd
	number  *os.File // the pipe on which the server writes its display number
}

// Start starts an X server on a free display and returns when it accepts
// connections. The caller must stop it. If Xvfb is not installed, the error
// matches [exec.ErrNotFound].
func Start() (*Server, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &Server{
		process: exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"),
		number:  reader,
	}
	s.process.ExtraFiles = []*os.File{writer} // file descriptor 3
	err = s.process.Start()
	_ = writer.Close() // the server has its own copy
	if err != nil {
		_ = reader.Close()
		return nil, err
	}
	number, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		s.Stop()
		return nil, fmt.Errorf("the X server did not report its display: %w", err)
	}
	s.Display = ":" + strings.TrimSpace(number)
	return s, nil
}

// Stop kills the server and with it the connections of its clients.
func (s *Server) Stop() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	_ = s.number.Close()
}
