//go:build !unix

package serving

import (
	"os"
	"syscall"
)

// awaited returns the signals that end a server: Ctrl-C, and the end of the console.
func awaited(*program) []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// passOn does nothing: the console sends its signals to all of its programs.
func passOn(os.Signal, *os.Process) bool { return false }

// outliveReaders does nothing: writing to a pipe without a reader only fails.
func outliveReaders() {}

// terminate ends a program. There is no way to ask it.
func terminate(process *os.Process) { _ = process.Kill() }

func exitStatus(state *os.ProcessState) int { return state.ExitCode() }
