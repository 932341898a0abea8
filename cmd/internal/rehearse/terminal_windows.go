package rehearse

import (
	"io"
	"os"
	"sync"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// movesCursor reports whether the console can interpret escape sequences, which Windows can do
// since version 10. Programs from other systems set TERM here, too.
func movesCursor(kind string) bool {
	restore, err := interpretEscapes()
	if err != nil {
		return false
	}
	restore()
	return kind != "dumb"
}

// takeOver switches the console to raw mode. The function it returns restores its modes.
func takeOver(in *os.File) (restore func(), err error) {
	restoreOutput, err := interpretEscapes()
	if err != nil {
		return nil, err
	}
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		restoreOutput()
		return nil, err
	}
	return func() {
		_ = term.Restore(int(in.Fd()), state) // it fails only if the console is gone
		restoreOutput()
	}, nil
}

// interpretEscapes makes the console interpret escape sequences.
func interpretEscapes() (restore func(), err error) {
	out := windows.Handle(os.Stdout.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(out, &mode); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(out, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(out, mode) }, nil // it fails only if the console is gone
}

// notifyResized does nothing: Windows has no signal for it.
func notifyResized(chan<- os.Signal) (stop func()) { return func() {} }

// keyboard reads the console byte by byte. A read cannot be ended here: after stop, one is left
// waiting until the process ends, which it does next.
type keyboard struct {
	in           *os.File
	stopped      chan struct{}
	closeStopped func()
}

func openKeyboard(in *os.File) (*keyboard, error) {
	stopped := make(chan struct{})
	return &keyboard{in: in, stopped: stopped, closeStopped: sync.OnceFunc(func() { close(stopped) })}, nil
}

// Read reads one byte.
func (k *keyboard) Read(data []byte) (int, error) {
	type result struct {
		key [1]byte
		n   int
		err error
	}
	read := make(chan result, 1)
	go func() {
		var r result
		r.n, r.err = k.in.Read(r.key[:])
		read <- r
	}()
	select {
	case r := <-read:
		return copy(data, r.key[:r.n]), r.err
	case <-k.stopped:
		return 0, io.EOF
	}
}

func (k *keyboard) stop() { k.closeStopped() }

func (k *keyboard) close() { k.stop() }
