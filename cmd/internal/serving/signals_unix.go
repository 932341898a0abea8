//go:build unix

package serving

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// awaited returns the signals that end a server, or those that are passed on to a program.
func awaited(program *program) []os.Signal {
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	if program != nil {
		signals = append(signals, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	}
	return signals
}

// passOn sends a signal to a program, unless the terminal has sent it to both. It reports whether it
// has sent it.
func passOn(received os.Signal, process *os.Process) bool {
	isFromKeyboard := received == syscall.SIGINT || received == syscall.SIGQUIT
	if isFromKeyboard && isInForeground() {
		return false
	}
	return process.Signal(received) == nil // else it has ended
}

// outliveReaders makes writing to a pipe fail, instead of ending the process, if its reader is gone: a
// server runs on without its log.
func outliveReaders() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // not Ignore, which programs would inherit
}

// isInForeground reports whether the keys Ctrl-C and Ctrl-\ of the terminal reach this process.
// Then they reach its child too, and many programs give up their cleaning up at a second Ctrl-C.
func isInForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close() //nolint:errcheck // nothing was written
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// terminate asks a program to end.
func terminate(process *os.Process) { _ = process.Signal(syscall.SIGTERM) }

// exitStatus returns the exit status of a program; as in a shell, it is 128 and the number of the
// signal if one ended it.
func exitStatus(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
