package input_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/input"
)

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		stdin io.Reader
		limit int64
		want  string
		err   string
	}{
		{path, nil, 8, "12345678", ""},
		{path, nil, 7, "", path + " is larger than 7 bytes: is it the right file?"},
		{"-", strings.NewReader("typed"), 5, "typed", ""},
		{"-", strings.NewReader("typed"), 4, "", "standard input is larger than 4 bytes: is it the right file?"},
		{"-", nil, 8, "", "standard input is not available"},
	} {
		data, err := input.ReadFile(row.name, row.stdin, row.limit)
		if string(data) != row.want || row.err == "" && err != nil || row.err != "" && (err == nil || err.Error() != row.err) {
			t.Errorf("ReadFile(%q, limit %d) = %q, %v; want %q, %q", row.name, row.limit, data, err, row.want, row.err)
		}
	}
	if _, err := input.ReadFile(path+"-", nil, 8); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading a file that does not exist: %v", err)
	}
}

// Closing standard input's Input leaves it open for the rest of the program.
func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := input.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if file.Name != path || file.Info.Size() != 8 {
		t.Errorf("the file is %s of %d bytes", file.Name, file.Info.Size())
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	if _, err := file.Read(make([]byte, 1)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("reading a closed file: %v", err)
	}

	stdin, err := input.Open("-", strings.NewReader("typed"))
	if err != nil {
		t.Fatal(err)
	}
	if stdin.Name != "standard input" || stdin.Info != nil {
		t.Errorf("standard input is %s with %v", stdin.Name, stdin.Info)
	}
	if err := stdin.Close(); err != nil {
		t.Error(err)
	}
	if text, err := io.ReadAll(stdin); string(text) != "typed" || err != nil {
		t.Errorf("after Close, standard input has %q, %v", text, err)
	}
}
