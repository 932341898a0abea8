package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/atotto/clipboard"
)

// clipboardTime is how long the clipboard's program may take.
const clipboardTime = 5 * time.Second

var (
	errNoClipboard   = errors.New("no program that sets the clipboard is here; install xclip, xsel or wl-clipboard")
	errSlowClipboard = fmt.Errorf("the program that sets the clipboard does not end within %v", clipboardTime)
)

// toClipboard puts a text on the clipboard, in the background: on Linux a program does
// it, and the window does not stand still meanwhile.
func toClipboard(text string, done func(error)) {
	if clipboard.Unsupported {
		go done(errNoClipboard)
		return
	}
	result := make(chan error, 1)
	go func() { result <- write(text) }()
	go func() {
		select {
		case err := <-result:
			done(err)
		case <-time.After(clipboardTime):
			done(errSlowClipboard)
		}
	}()
}

// write waits for the clipboard's program.
func write(text string) error {
	if err := clipboard.WriteAll(text); err != nil {
		return fmt.Errorf("the program that sets the clipboard fails: %w", err)
	}
	return nil
}
