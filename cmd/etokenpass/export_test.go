package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/cmd/internal/cli"
)

// A picture goes into a file or a pipe, never to a terminal, which would obey its bytes.
func TestNoPictureOnATerminal(t *testing.T) {
	for _, row := range []struct {
		args   []string
		shows  bool
		status int
		answer string // its beginning
	}{
		{[]string{"--as", "png"}, true, cli.StatusUsage, ""},
		{[]string{"--as", "png", "--output", "-"}, true, cli.StatusUsage, ""},
		{[]string{"--as", "png"}, false, cli.StatusDone, "\x89PNG"},
		{[]string{"--as", "png", "--output", "-"}, false, cli.StatusDone, "\x89PNG"},
		{[]string{"--as", "png", "--output", "FILE"}, true, cli.StatusDone, ""},
		{[]string{"--as", "qr"}, true, cli.StatusDone, "\x1b["},
		{[]string{"--as", "otpauth"}, true, cli.StatusDone, "otpauth://"},
	} {
		a, out, told := terminal("")
		a.OutIsTerminal = row.shows
		file := filepath.Join(t.TempDir(), "token.png")
		args := []string{"export", "demo", "--state", t.TempDir()}
		for _, arg := range row.args {
			args = append(args, strings.Replace(arg, "FILE", file, 1))
		}
		status := run(a, args)
		if status != row.status || !strings.HasPrefix(out.String(), row.answer) || row.answer == "" && out.Len() > 0 {
			t.Errorf("%v: exit status %d, answer %q, told %s", row.args, status, out, told)
		}
		want := "etokenpass: error: --as png writes a picture, which a terminal cannot show\n" +
			"etokenpass: hint: --output FILE writes it to a file; --as qr draws it in the terminal\n"
		if row.status == cli.StatusUsage && told.String() != want {
			t.Errorf("%v: told %s", row.args, told)
		}
		if _, err := os.Stat(file); (err == nil) != (row.answer == "" && row.status == cli.StatusDone) {
			t.Errorf("%v: the file: %v", row.args, err)
		}
	}
}
