//go:build unix

package rehearse

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// movesCursor reports whether a terminal of the kind TERM can move its cursor.
func movesCursor(kind string) bool {
	return !slices.Contains([]string{"", "dumb", "unknown"}, kind)
}

// takeOver switches a terminal to raw mode. The function it returns restores its mode.
func takeOver(in *os.File) (restore func(), err error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(int(in.Fd()), state) }, nil // it fails only if the terminal is gone
}

// notifyResized announces each new size of the terminal, until the function it returns is called.
func notifyResized(resized chan<- os.Signal) (stop func()) {
	signal.Notify(resized, syscall.SIGWINCH)
	return func() { signal.Stop(resized) }
}

// keyboard reads a terminal byte by byte, so that what is typed after the last line is left for the
// shell. stopped is a pipe that becomes readable when stop closes its other end.
type keyboard struct{ in, stopped, stopper *os.File }

func openKeyboard(in *os.File) (*keyboard, error) {
	stopped, stopper, err := os.Pipe()
	return &keyboard{in, stopped, stopper}, err
}

// Read reads one byte.
func (k *keyboard) Read(data []byte) (int, error) {
	in, stopped := int(k.in.Fd()), int(k.stopped.Fd())
	for {
		var ready unix.FdSet // poll(2) does not support terminals on macOS
		ready.Set(in)
		ready.Set(stopped)
		_, err := unix.Select(max(in, stopped)+1, &ready, nil, nil, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, os.NewSyscallError("select", err)
		case ready.IsSet(stopped):
			return 0, io.EOF
		}
		return k.in.Read(data[:1])
	}
}

func (k *keyboard) stop() { _ = k.stopper.Close() } // nothing is written to it

func (k *keyboard) close() {
	k.stop()
	_ = k.stopped.Close() // nothing is read from it
}
