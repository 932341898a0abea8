//go:build unix

package rehearse

import (
	"errors"
	"io"
	"os"
	"testing"
)

func TestMovesCursor(t *testing.T) {
	for kind, want := range map[string]bool{"xterm-256color": true, "linux": true, "dumb": false, "unknown": false, "": false} {
		if got := movesCursor(kind); got != want {
			t.Errorf("movesCursor(%q) = %v", kind, got)
		}
	}
}

// A Read that waits ends, and what was not read stays in the terminal.
func TestKeyboard(t *testing.T) {
	in, typist, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()     //nolint:errcheck // a test's pipe
	defer typist.Close() //nolint:errcheck // a test's pipe
	keys, err := openKeyboard(in)
	if err != nil {
		t.Fatal(err)
	}
	defer keys.close()

	if _, err := typist.WriteString("ab"); err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 8)
	if n, err := keys.Read(data); n != 1 || err != nil || data[0] != 'a' {
		t.Errorf("Read = %d, %v: %q", n, err, data)
	}
	if n, err := in.Read(data); n != 1 || err != nil || data[0] != 'b' {
		t.Errorf("%d, %v: %q is left", n, err, data)
	}
	read := make(chan error)
	go func() {
		_, err := keys.Read(data)
		read <- err
	}()
	keys.stop()
	if err := <-read; !errors.Is(err, io.EOF) {
		t.Errorf("a stopped Read returns %v", err)
	}
}
