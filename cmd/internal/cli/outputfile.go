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

// WriteOutput writes to a new file that only its owner can read, or to standard output if
// path is empty or "-". A file gets its name once it is complete and on the disk; an
// interrupted one leaves nothing behind.
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
		err = Hinted(fmt.Errorf("%s already exists", path), "choose another name, or remove the file")
	}
	return err
}

// interruptible is a writer that fails once the context has ended.
type interruptible struct {
	w     io.Writer
	ended context.Context
}

func (i *interruptible) Write(data []byte) (int, error) {
	if i.ended.Err() != nil {
		return 0, errors.New("interrupted; nothing was written")
	}
	return i.w.Write(data)
}
