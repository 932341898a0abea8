package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// pipeSize is how much a pipe of Linux holds, so the most that one read gives.
const pipeSize = 64 << 10

// run runs a program to its end and gives the time from start to exit. What it
// prints comes through a pipe and goes to read, piece by piece, with the
// process number; the pieces are valid until the next.
func (w *workshop) run(ctx context.Context, read func(pid int, piece []byte), program string, args ...string) (time.Duration, error) {
	if err := w.complaints.Truncate(0); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = w.env
	cmd.Stderr = w.complaints // a file, since a pipe would want a goroutine, which takes time
	output, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	buffer := make([]byte, pipeSize)

	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	err = readAll(output, buffer, func(piece []byte) { read(cmd.Process.Pid, piece) })
	if waiting := cmd.Wait(); waiting != nil {
		err = waiting // it says more than a pipe that broke
	}
	took := time.Since(begun)

	if err != nil {
		return 0, w.failed(ctx, err, program, args)
	}
	return took, nil
}

func readAll(from io.Reader, buffer []byte, read func([]byte)) error {
	for {
		n, err := from.Read(buffer)
		read(buffer[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// runFor runs a program that has one right answer.
func (w *workshop) runFor(ctx context.Context, want, program string, args ...string) (time.Duration, error) {
	var got strings.Builder
	took, err := w.run(ctx, func(_ int, piece []byte) { got.Write(piece) }, program, args...)
	if err == nil && got.String() != want {
		err = fmt.Errorf("%s printed %q; want %q", commandLine(program, args), got.String(), want)
	}
	return took, err
}

func (w *workshop) failed(ctx context.Context, err error, program string, args []string) error {
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	said, reading := os.ReadFile(w.complaints.Name())
	if reading != nil {
		said = []byte(reading.Error())
	}
	return fmt.Errorf("%s: %w\n%s", commandLine(program, args), err, bytes.TrimSpace(said))
}

func commandLine(program string, args []string) string {
	return strings.Join(append([]string{filepath.Base(program)}, args...), " ")
}
