package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/durable"
	"etokenpass/internal/locale"
)

const (
	maxPending = 1000            // lines waiting to be written before the transcript stops
	flushTime  = 2 * time.Second // limit for writing the last lines after the window is closed
)

var (
	errNotRead = locale.NewError("window.transcript_unread", nil)
	errMissed  = locale.NewError("window.transcript_missed", nil)
)

// transcript writes what the screens show, one JSON object per line. It writes in the background,
// so that a pipe without a reader does not block the tokens. It stops before the
// first screen that was missed and at the first line that cannot be written: a transcript may
// end early but has no gaps.
type transcript struct {
	to    io.Writer
	begun bool // whether a line has been written
	lines chan device.ScreenJSON
	done  chan struct{}

	mu  sync.Mutex
	err error
}

func newTranscript(to io.Writer) *transcript {
	t := &transcript{to: to, lines: make(chan device.ScreenJSON, maxPending), done: make(chan struct{})}
	go t.write()
	return t
}

// Record adds a screen to the transcript. It does not block.
func (t *transcript) Record(seen device.Event) {
	if seen.Missed > 0 {
		t.fail(errMissed)
	}
	if t.Err() != nil {
		return
	}
	select {
	case t.lines <- seen.JSON(device.WithTime | device.WithSerial):
	default:
		t.fail(errNotRead)
	}
}

// Err returns the error that stopped the transcript, or nil.
func (t *transcript) Err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// fail records the first error. A nil error is ignored.
func (t *transcript) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil && t.err == nil {
		t.err = locale.NewError("window.transcript_ended", err)
	}
}

// write writes the lines until the channel is closed.
func (t *transcript) write() {
	defer close(t.done)
	for line := range t.lines {
		if t.Err() == nil {
			t.fail(t.put(line))
		}
	}
}

// put writes a line. An old file is emptied only before the first line, so that it is kept if
// the window fails to open.
func (t *transcript) put(line device.ScreenJSON) error {
	if !t.begun {
		t.begun = true
		if err := truncate(t.to); err != nil {
			return err
		}
	}
	return cli.PrintJSON(t.to, line)
}

// truncate empties a regular file and ignores other writers.
func truncate(w io.Writer) error {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return file.Truncate(0)
}

// close ends the transcript and waits up to flushTime for the remaining lines to be written.
func (t *transcript) close() error {
	close(t.lines)
	select {
	case <-t.done:
	case <-time.After(flushTime):
		t.fail(errNotRead)
	}
	return t.Err()
}

// openTranscript opens or creates the file of a transcript. A new file has mode 0600 because the
// transcript contains codes.
func openTranscript(path string) (*os.File, error) {
	file, err := durable.OpenFile(path, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the transcript cannot be written: %w", err)
	}
	return file, nil
}
