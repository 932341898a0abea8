package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/peer"
)

// terminal returns an App whose input and error streams are terminals. Typed is its input.
func terminal(typed string) (a *cli.App, out, err *bytes.Buffer) {
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	return &cli.App{
		In: strings.NewReader(typed), Out: out, Err: err, Now: time.Now,
		InIsTerminal: true, ErrIsTerminal: true,
	}, out, err
}

// newShell returns a function that runs lines in bash. All lines share one home folder, which
// is empty at first. A line that opens the window needs no display.
func newShell(t *testing.T) func(*testing.T, string) error {
	t.Helper()
	bash := peer.Need(t, "bash")
	self, err := os.Executable() // TestMain runs the program that matches the name of the link
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	for _, name := range []string{"etokenpass", cli.WindowProgram} {
		if err := os.Symlink(self, filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
	}
	return func(t *testing.T, line string) error {
		run := exec.CommandContext(t.Context(), bash, "-c", line)
		run.Dir = home
		run.Env = append(os.Environ(), "PATH="+home+":"+os.Getenv("PATH"), "ETOKENPASS_PROFILE=", "ETOKENPASS_STATE=",
			"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_STATE_HOME="+filepath.Join(home, "state"))
		if output, err := run.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		return nil
	}
}

func TestResetConfirmation(t *testing.T) {
	state := t.TempDir()
	press, _, _ := terminal("")
	if status := run(press, []string{"press", "--count", "3", "--state", state}); status != cli.StatusDone {
		t.Fatalf("press: exit status %d", status)
	}
	for _, row := range []struct {
		typed  string
		status int
		out    string
	}{
		{"n\n", cli.StatusFailed, ""},
		{"\n", cli.StatusFailed, ""},
		{"", cli.StatusFailed, ""},
		{"yellow\n", cli.StatusFailed, ""},
		{"y\n", cli.StatusDone, "000000000000 is back at counter 0\n"},
	} {
		a, out, err := terminal(row.typed)
		status := run(a, []string{"reset", "--state", state})
		if status != row.status || out.String() != row.out {
			t.Errorf("%q: exit status %d, output %q", row.typed, status, out)
		}
		if want := "000000000000 goes back from counter 3 to 0, and its codes will repeat. Continue? [y/N] "; !strings.HasPrefix(err.String(), want) {
			t.Errorf("%q: prompt %q", row.typed, err)
		}
		if row.status == cli.StatusFailed && !strings.HasSuffix(err.String(), "etokenpass: error: not reset\n") {
			t.Errorf("%q: error output %q", row.typed, err)
		}
	}
}

// A picture is never written to a terminal, and the button is not pressed.
func TestNoPictureOnTerminal(t *testing.T) {
	state := t.TempDir()
	for _, flag := range []string{"--png", "--svg"} {
		a, out, err := terminal("")
		a.OutIsTerminal = true
		status := run(a, []string{"press", "--state", state, flag, "-"})
		if status != cli.StatusUsage || out.Len() > 0 || !strings.Contains(err.String(), "refusing to write a picture to a terminal") {
			t.Errorf("%s -: exit status %d, output %q, error output %q", flag, status, out, err)
		}
	}
	if files, err := os.ReadDir(state); err != nil || len(files) > 0 {
		t.Errorf("the state folder has %v, %v", files, err)
	}
}

// --min-valid waits on the clock for the next code, and a terminal shows how long.
func TestMinValidWaits(t *testing.T) {
	for _, args := range [][]string{
		{"press", "--profile", "pass-time", "--ephemeral"},
		{"codes", "--profile", "pass-time"},
	} {
		for _, row := range []struct {
			minValid, code string
			slept          time.Duration
			shown          string
		}{
			{"7s", "950948\n", 0, ""},
			{"8s", "503839\n", 7500 * time.Millisecond, "waiting for the next code: 8s"},
		} {
			a, out, err := terminal("")
			start := time.Date(2026, 1, 15, 8, 0, 22, 500_000_000, time.UTC)
			now := start
			a.Now = func() time.Time { return now }
			a.Sleep = func(d time.Duration) { now = now.Add(d) }
			status := run(a, append(args, "--min-valid", row.minValid))
			if slept := now.Sub(start); status != cli.StatusDone || out.String() != row.code || slept != row.slept {
				t.Errorf("%v --min-valid %s: exit status %d, output %q after %v; want %q after %v", args, row.minValid, status, out, slept, row.code, row.slept)
			}
			if shown := err.String(); !strings.Contains(shown, row.shown) || (shown == "") != (row.shown == "") || shown != "" && !strings.HasSuffix(shown, " \r") {
				t.Errorf("%v --min-valid %s: error output %q", args, row.minValid, shown)
			}

			a.ErrIsTerminal = false
			now = start
			err.Reset()
			if run(a, append(args, "--min-valid", row.minValid)); err.Len() > 0 {
				t.Errorf("%v --min-valid %s, without a terminal: error output %q", args, row.minValid, err)
			}
		}
	}
}

func TestProfileRemoveConfirmation(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	var names []string
	for i := range 12 {
		names = append(names, fmt.Sprintf("token-%d", i))
		create, _, err := terminal("")
		if status := run(create, []string{"profile", "new", names[i], "--serial", fmt.Sprintf("S-%d", i)}); status != cli.StatusDone {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		typed, want string
		names       []string
		status      int
	}{
		{"n\n", "token-0 (S-0), token-1 (S-1)", names[:2], cli.StatusFailed},
		{"", "token-0 (S-0), token-1 (S-1)", names[:2], cli.StatusFailed},
		{"yes\n", "token-0 (S-0)", names[:1], cli.StatusDone},
		{"y\n", "token-1 (S-1), token-2 (S-2), token-3 (S-3), token-4 (S-4), token-5 (S-5), token-6 (S-6), token-7 (S-7), token-8 (S-8), token-9 (S-9), token-10 (S-10), and 1 more", names[1:], cli.StatusDone},
	} {
		a, out, err := terminal(row.typed)
		status := run(a, append([]string{"profile", "remove"}, row.names...))
		removed := strings.Count(out.String(), "\n")
		if status != row.status || status == cli.StatusDone && removed != len(row.names) || status != cli.StatusDone && removed > 0 {
			t.Errorf("%q: exit status %d, output %q", row.typed, status, out)
		}
		prompt := "these profiles will be removed, and their secrets are lost unless there is a copy: " + row.want + ". Continue? [y/N] "
		if !strings.HasPrefix(err.String(), prompt) {
			t.Errorf("%q: prompt %q", row.typed, err)
		}
		if row.status == cli.StatusFailed && !strings.HasSuffix(err.String(), "etokenpass: error: not removed\n") {
			t.Errorf("%q: error output %q", row.typed, err)
		}
	}
}

// Long commands show progress if standard error is a terminal, and erase it at the end.
func TestProgress(t *testing.T) {
	folder := t.TempDir()
	batch := filepath.Join(folder, "batch.csv")
	lines := "T1,31323334,hotp,6,0\nT2,31323334,hotp,6,0\nT3,31323334,hotp,6,0\n"
	if err := os.WriteFile(batch, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		args string
		want []string
	}{
		{"codes --count 100000", []string{"computed 32,768 of 100,000, "}},
		{"codes --seedfile " + batch, []string{"read 100 %, "}},
		{"press --ephemeral --times 10", []string{"pressed 2 of 10, "}},
		{"play -", []string{"played 20 %, "}},
		{"fleet --count 10 --as csv", []string{"generated 2 of 10, "}},
		{"import --force --to " + folder + " " + batch, []string{"read 100 %, ", "imported 2 of 3, "}},
		{"export --as csv " + folder, []string{"read 2 of 3, ", "exported 2 of 3, "}},
	} {
		a, _, err := terminal("press x100000 every 28s\n")
		now := time.Unix(0, 0)
		a.Now = func() time.Time { now = now.Add(time.Second); return now } // each call is a second later
		if status := run(a, strings.Fields(row.args)); status != cli.StatusDone {
			t.Fatalf("%s: exit status %d: %s", row.args, status, err)
		}
		shown := strings.Split(err.String(), "\r")
		for _, want := range row.want {
			isLine := func(line string) bool {
				return strings.HasPrefix(line, want) && strings.HasSuffix(strings.TrimRight(line, " "), " left")
			}
			if !slices.ContainsFunc(shown, isLine) {
				t.Errorf("%s: got %q, want %s… left", row.args, shown, want)
			}
		}
		if erased := shown[max(0, len(shown)-2)]; strings.Trim(erased, " ") != "" {
			t.Errorf("%s: the last progress line is %q", row.args, erased)
		}

		a, _, err = terminal("press x100000 every 28s\n")
		a.ErrIsTerminal = false
		if status := run(a, strings.Fields(row.args)); status != cli.StatusDone || strings.Contains(err.String(), "\r") {
			t.Errorf("%s, without a terminal: exit status %d, error output %q", row.args, status, err)
		}
	}
}

// Every command has a short description and examples, the examples run one after the other, and
// no flags clash.
func TestEveryCommand(t *testing.T) {
	runLine := newShell(t)
	a, _, _ := terminal("")
	count := 0
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		count++
		cmd.InitDefaultHelpFlag()
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s: short %q, example %q", cmd.CommandPath(), cmd.Short, cmd.Example)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(cmd.Example, "\n"), "\n") {
			if err := runLine(t, line); err != nil {
				t.Errorf("%s: the example %q failed: %v", cmd.CommandPath(), line, err)
			}
		}
		if err := cmd.ParseFlags(nil); err != nil {
			t.Errorf("%s: %v", cmd.CommandPath(), err)
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(newRootCommand(a))
	if count < 15 {
		t.Errorf("found only %d commands", count)
	}
}
