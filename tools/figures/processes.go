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

// pipeSize is the capacity of a pipe on Linux, and so the most that one read returns.
const pipeSize = 64 << 10

// run runs a program and returns the time from start to exit. It passes the
// program's standard output to read, piece by piece, with the process ID. A piece
// is valid until read returns.
func (w *workspace) run(ctx context.Context, read func(pid int, piece []byte), program string, args ...string) (time.Duration, error) {
	if err := w.stderr.Truncate(0); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = w.env
	cmd.Stderr = w.stderr // a file, because a pipe would need a goroutine, which takes time
	output, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	buffer := make([]byte, pipeSize)

	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	err = readAll(output, buffer, func(piece []byte) { read(cmd.Process.Pid, piece) })
	if waitErr := cmd.Wait(); waitErr != nil {
		err = waitErr // more useful than a broken pipe
	}
	took := time.Since(start)

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

// runExpect runs a program and fails if its output is not want.
func (w *workspace) runExpect(ctx context.Context, want, program string, args ...string) (time.Duration, error) {
	var got strings.Builder
	took, err := w.run(ctx, func(_ int, piece []byte) { got.Write(piece) }, program, args...)
	if err == nil && got.String() != want {
		err = fmt.Errorf("%s printed %q; want %q", commandLine(program, args), got.String(), want)
	}
	return took, err
}

// failed returns the error of a program that failed, with what it wrote to
// standard error.
func (w *workspace) failed(ctx context.Context, err error, program string, args []string) error {
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	stderr, readErr := os.ReadFile(w.stderr.Name())
	if readErr != nil {
		stderr = []byte(readErr.Error())
	}
	return fmt.Errorf("%s: %w\n%s", commandLine(program, args), err, bytes.TrimSpace(stderr))
}

func commandLine(program string, args []string) string {
	return strings.Join(append([]string{filepath.Base(program)}, args...), " ")
}
