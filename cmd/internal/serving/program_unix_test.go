//go:build unix

package serving

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"syscall"
	"testing"

	"etokenpass/cmd/internal/cli"
)

// A server that ends by itself ends the command, too.
func TestProgramEndsWithServer(t *testing.T) {
	a := &cli.App{Err: io.Discard}
	p, err := findProgram(a, []string{"sh", "-c", "exec cat /dev/zero >/dev/null"})
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	err = p.run(a, "ETOKENPASS_URL=", &running{log: slog.New(slog.DiscardHandler), ended: ended}, nil)
	if status, ok := errors.AsType[*cli.Ended](err); !ok || status.Status != 128+int(syscall.SIGTERM) {
		t.Errorf("got %v", err)
	}
}
