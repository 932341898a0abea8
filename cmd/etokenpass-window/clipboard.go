package main

import (
	"strconv"
	"time"

	"github.com/atotto/clipboard"

	"etokenpass/internal/locale"
)

// clipboardTime limits how long the clipboard program may run.
const clipboardTime = 5 * time.Second

var (
	errNoClipboard   = locale.NewError("window.no_clipboard", nil)
	errSlowClipboard = locale.NewError("window.slow_clipboard", nil, "seconds", strconv.Itoa(int(clipboardTime/time.Second)))
)

// copyToClipboard copies text in the background and then calls done with the result. On Linux an
// external program does the copying, and the window must not block on it.
func copyToClipboard(text string, done func(error)) {
	if clipboard.Unsupported {
		go done(errNoClipboard)
		return
	}
	result := make(chan error, 1)
	go func() { result <- writeClipboard(text) }()
	go func() {
		select {
		case err := <-result:
			done(err)
		case <-time.After(clipboardTime):
			done(errSlowClipboard)
		}
	}()
}

// writeClipboard copies text and waits for the clipboard program.
func writeClipboard(text string) error {
	if err := clipboard.WriteAll(text); err != nil {
		return locale.NewError("window.clipboard_fails", err)
	}
	return nil
}
