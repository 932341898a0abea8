package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// terminal is an app whose streams are people, with an answer typed ahead.
func terminal(typed string) (a *cli.App, out, err *bytes.Buffer) {
	out, err = new(bytes.Buffer), new(bytes.Buffer)
	return &cli.App{
		In: strings.NewReader(typed), Out: out, Err: err, Now: time.Now,
		InIsTerminal: true, ErrIsTerminal: true,
	}, out, err
}

// newPasting gives a function that runs a line in a shell, as the first of its kind
// in a new home. A window that the line opens needs no display there.
func newPasting(t *testing.T) func(*testing.T, string) error {
	bash, err := exec.LookPath("bash")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("examples are pasted into bash, and CI has to: %v", err)
		}
		t.Skipf("examples are pasted into bash: %v", err)
	}
	self, err := os.Executable() // TestMain makes it the program under whose name it is started
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
		run.Env = append(os.Environ(), "PATH="+home+":"+os.Getenv("PATH"), "ETOKENPASS_PROFILE=",
			"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_STATE_HOME="+filepath.Join(home, "state"))
		if output, err := run.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		return nil
	}
}

func TestResetAsks(t *testing.T) {
	state := t.TempDir()
	press, _, _ := terminal("")
	if status := run(press, []string{"press", "--times", "3", "--state", state}); status != cli.StatusDone {
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
			t.Errorf("%q: exit status %d, answer %q", row.typed, status, out)
		}
		if want := "000000000000 goes back from counter 3 to 0, and its codes will repeat. Continue? [y/N] "; !strings.HasPrefix(err.String(), want) {
			t.Errorf("%q: asked %q", row.typed, err)
		}
		if row.status == cli.StatusFailed && !strings.HasSuffix(err.String(), "etokenpass: error: not reset\n") {
			t.Errorf("%q: told %q", row.typed, err)
		}
	}
}

// Long work shows progress where people look at standard error, and wipes it.
func TestProgress(t *testing.T) {
	for _, args := range [][]string{
		{"codes", "--count", "100000"},
		{"play", "-"},
	} {
		a, _, err := terminal("press x100000 every 28s\n")
		now := time.Unix(0, 0)
		a.Now = func() time.Time { now = now.Add(time.Second); return now } // each look is a second later
		if status := run(a, args); status != cli.StatusDone {
			t.Fatalf("%v: exit status %d: %s", args, status, err)
		}
		told := err.String()
		if !strings.Contains(told, "%") || !strings.HasSuffix(told, "\r       \r") {
			t.Errorf("%v: told %q", args, told)
		}

		a, _, err = terminal("press x100000 every 28s\n")
		a.ErrIsTerminal = false
		if status := run(a, args); status != cli.StatusDone || err.Len() > 0 {
			t.Errorf("%v, where nobody looks: exit status %d, told %q", args, status, err)
		}
	}
}

// Every command has what its help promises: a line, examples that can be pasted
// one after the other, no clashing flags.
func TestEveryCommandIsComplete(t *testing.T) {
	paste := newPasting(t)
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
			if err := paste(t, line); err != nil {
				t.Errorf("%s: an example that cannot be pasted: %q: %v", cmd.CommandPath(), line, err)
			}
		}
		if err := cmd.ParseFlags(nil); err != nil {
			t.Errorf("%s: %v", cmd.CommandPath(), err)
		}
		for _, below := range cmd.Commands() {
			visit(below)
		}
	}
	visit(newRootCommand(a))
	if count < 15 {
		t.Errorf("only %d commands", count)
	}
}
