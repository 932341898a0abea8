package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"etokenpass/internal/durable"
)

// WriteOutput writes to a new file of the user's alone, or to standard output. A file gets its
// name when it is complete and on the disk. What is interrupted leaves nothing behind.
func WriteOutput(a *App, path string, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		return write(a.Out)
	}
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := durable.CreateFile(path, 0o600, func(file io.Writer) error {
		return write(&interruptible{file, ended})
	})
	if errors.Is(err, os.ErrExist) {
		err = Hinted(fmt.Errorf("%s is there already", path), "choose another name, or remove it")
	}
	return err
}

// interruptible ends the writing when the user does.
type interruptible struct {
	w     io.Writer
	ended context.Context
}

func (i *interruptible) Write(data []byte) (int, error) {
	if i.ended.Err() != nil {
		return 0, errors.New("nothing is written: it was interrupted")
	}
	return i.w.Write(data)
}
