// Package xvfb starts an X server without a screen that anybody sees, for tests and
// measurements of the window.
package xvfb

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Package is the Debian package that has it.
const Package = "xvfb"

// Server is a running X server.
type Server struct {
	Display string // as $DISPLAY names it
	process *exec.Cmd
	tells   *os.File
}

// Start starts one on a display that is free, and returns when it takes windows.
func Start() (*Server, error) {
	tells, told, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &Server{
		process: exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"),
		tells:   tells,
	}
	s.process.ExtraFiles = []*os.File{told} // its third file
	err = s.process.Start()
	_ = told.Close() // it is the server's now
	if err != nil {
		_ = tells.Close()
		return nil, err
	}
	number, err := bufio.NewReader(tells).ReadString('\n')
	if err != nil {
		s.Stop()
		return nil, fmt.Errorf("the X server does not tell its display: %w", err)
	}
	s.Display = ":" + strings.TrimSpace(number)
	return s, nil
}

// Stop ends the server, and with it the windows on it.
func (s *Server) Stop() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	_ = s.tells.Close()
}
