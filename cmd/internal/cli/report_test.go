package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// runCommand runs act as the program's only command.
func runCommand(streams *cli.App, act func() error) {
	streams.Run([]string{}, func() *cobra.Command {
		root := &cobra.Command{Use: "etokenpass", RunE: func(*cobra.Command, []string) error { return act() }}
		cli.SetUp(root, streams)
		return root
	})
}

// A Reporter prints at most twenty problems and twenty warnings, and counts the others.
func TestTellerIsBounded(t *testing.T) {
	const many = 1_234_567
	var stderr bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &stderr}
	runCommand(streams, func() error {
		reporter := streams.NewReporter()
		for range many {
			reporter.Error(cli.Hinted(errors.New("bad"), "fix it"))
			reporter.Warning(errors.New("odd"))
		}
		reporter.Done()
		reporter.Done()
		return errors.New("it failed")
	})
	line := "etokenpass: error: bad\netokenpass: hint: fix it\netokenpass: warning: odd\n" // the hint is not repeated
	want := line + strings.Repeat("etokenpass: error: bad\netokenpass: warning: odd\n", 19) +
		"etokenpass: error: and 1234547 more\netokenpass: warning: and 1234547 more\netokenpass: error: it failed\n"
	if stderr.String() != want {
		t.Errorf("got %s\nwant %s", &stderr, want)
	}
}

// Run prints at most twenty of the problems that a command returns, each on one line of limited
// length.
func TestReportIsBounded(t *testing.T) {
	var problems []error
	for i := range 4_020 {
		problems = append(problems, fmt.Errorf("bad %d\n%s", i, strings.Repeat("x", 5_000)))
	}
	var stderr bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &stderr}
	runCommand(streams, func() error {
		return errors.Join(errors.Join(problems[:30]...), errors.Join(problems[30:]...))
	})
	lines := strings.Split(strings.TrimSuffix(stderr.String(), "\n"), "\n")
	if len(lines) != 21 || lines[20] != "etokenpass: error: and 4000 more" || !strings.HasPrefix(lines[19], "etokenpass: error: bad 19 xxx") {
		t.Errorf("got %d lines, the last is %s", len(lines), lines[len(lines)-1])
	}
	for _, line := range lines {
		if len(line) > 1_100 {
			t.Errorf("line of %d bytes", len(line))
		}
	}
}

// Errors and warnings mask a value that could be a secret. A hint with such a value is omitted,
// because a masked command cannot be pasted.
func TestReportHidesSecrets(t *testing.T) {
	const secret = "3132333435363738393031323334353637383930"
	var stderr bytes.Buffer
	streams := &cli.App{Out: new(bytes.Buffer), Err: &stderr}
	runCommand(streams, func() error {
		reporter := streams.NewReporter()
		reporter.Warning(fmt.Errorf("token %s: odd", secret))
		return cli.Hinted(fmt.Errorf("open /x/%s.yaml: no such file", secret), "did you mean "+secret+"?")
	})
	const hidden = "(hidden, as it could be a secret)"
	if want := "etokenpass: warning: token " + hidden + ": odd\netokenpass: error: open /x/" + hidden + ": no such file\n"; stderr.String() != want {
		t.Errorf("got %s\nwant %s", &stderr, want)
	}
}

// A hint without an error names only flags that the command has, and is not printed if it contains
// what could be a secret.
func TestHintAlone(t *testing.T) {
	for advice, want := range map[string]string{
		"press again":                     "etokenpass: hint: press again\n",
		"press again; --nothing does too": "etokenpass: hint: press again\n",
		"":                                "",
		"try 3132333435363738393031323334353637383930": "",
	} {
		var stderr bytes.Buffer
		streams := &cli.App{Out: new(bytes.Buffer), Err: &stderr}
		runCommand(streams, func() error { streams.Hint(advice); return nil })
		if stderr.String() != want {
			t.Errorf("%q: got %q, want %q", advice, &stderr, want)
		}
	}
}
