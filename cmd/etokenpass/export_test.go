package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/cmd/internal/cli"
)

// PNG data is written to a file or a pipe, but never to a terminal, which would interpret its
// bytes as control sequences.
func TestNoPictureToTerminal(t *testing.T) {
	for _, row := range []struct {
		args     []string
		terminal bool // whether standard output is one
		status   int
		prefix   string // of standard output
	}{
		{[]string{"--as", "png"}, true, cli.StatusUsage, ""},
		{[]string{"--as", "png", "--output", "-"}, true, cli.StatusUsage, ""},
		{[]string{"--as", "png"}, false, cli.StatusDone, "\x89PNG"},
		{[]string{"--as", "png", "--output", "-"}, false, cli.StatusDone, "\x89PNG"},
		{[]string{"--as", "png", "--output", "FILE"}, true, cli.StatusDone, ""},
		{[]string{"--as", "qr"}, true, cli.StatusDone, "\x1b["},
		{[]string{"--as", "otpauth"}, true, cli.StatusDone, "otpauth://"},
	} {
		a, out, errOut := terminal("")
		a.OutIsTerminal = row.terminal
		file := filepath.Join(t.TempDir(), "token.png")
		args := []string{"export", "demo", "--state", t.TempDir()}
		for _, arg := range row.args {
			args = append(args, strings.Replace(arg, "FILE", file, 1))
		}
		status := run(a, args)
		if status != row.status || !strings.HasPrefix(out.String(), row.prefix) || row.prefix == "" && out.Len() > 0 {
			t.Errorf("%v: exit status %d, output %q, error output %s", row.args, status, out, errOut)
		}
		want := "etokenpass: error: --as png writes a picture, which a terminal cannot show\n" +
			"etokenpass: hint: --output FILE writes it to a file; --as qr draws it in the terminal\n"
		if row.status == cli.StatusUsage && errOut.String() != want {
			t.Errorf("%v: error output %s", row.args, errOut)
		}
		if _, err := os.Stat(file); (err == nil) != (row.prefix == "" && row.status == cli.StatusDone) {
			t.Errorf("%v: the file: %v", row.args, err)
		}
	}
}
