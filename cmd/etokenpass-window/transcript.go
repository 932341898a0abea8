package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/durable"
)

const (
	mostWaiting = 1000            // lines, before nobody seems to read them
	flushTime   = 2 * time.Second // for the last ones, when the window is closed
)

var errNobodyReads = errors.New("nobody reads it")

// transcript writes what the screens show, one JSON object a line. It does so in the
// background: a pipe that nobody reads must not stop the tokens. If a line cannot be
// written, it was the last: one that ends is better than one with a hole.
type transcript struct {
	to    io.Writer
	begun bool
	lines chan device.ScreenJSON
	done  chan struct{}

	mu  sync.Mutex
	err error
}

func newTranscript(to io.Writer) *transcript {
	t := &transcript{to: to, lines: make(chan device.ScreenJSON, mostWaiting), done: make(chan struct{})}
	go t.write()
	return t
}

// Tell takes a screen down.
func (t *transcript) Tell(seen device.Snapshot) {
	if t.Err() != nil {
		return
	}
	select {
	case t.lines <- device.ScreenJSON{Time: new(device.Timestamp(seen.Since)), Serial: seen.Serial, LCD: seen.LCD}:
	default:
		t.fail(errNobodyReads)
	}
}

// Err is why the transcript has ended before the window.
func (t *transcript) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// fail keeps what went wrong first, if anything did.
func (t *transcript) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("the transcript has ended: %w", err)
	}
}

func (t *transcript) write() {
	defer close(t.done)
	for line := range t.lines {
		if t.Err() == nil {
			t.fail(t.put(line))
		}
	}
}

// put writes a line. The first one replaces what an old file has: a window that does
// not open leaves it alone.
func (t *transcript) put(line device.ScreenJSON) error {
	if !t.begun {
		t.begun = true
		if err := makeEmpty(t.to); err != nil {
			return err
		}
	}
	return cli.PrintJSON(t.to, line)
}

// makeEmpty empties a file. Pipes and terminals have nothing to empty.
func makeEmpty(w io.Writer) error {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(0)
}

// close ends the transcript, and gives what is left to write its time.
func (t *transcript) close() error {
	close(t.lines)
	select {
	case <-t.done:
	case <-time.After(flushTime):
		t.fail(errNobodyReads)
	}
	return t.Err()
}

// openTranscript opens the file, a new one for its owner alone since codes are in it.
func openTranscript(path string) (*os.File, error) {
	file, err := durable.OpenFile(path, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the transcript cannot be written: %w", err)
	}
	return file, nil
}
