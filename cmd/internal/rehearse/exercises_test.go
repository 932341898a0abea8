package rehearse_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/assets"
	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/rehearse"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// run runs etokenpass with an input that is no terminal, and a clock that stands still.
func run(input string, args ...string) (status int, out, errOut string) {
	var stdout, stderr bytes.Buffer
	a := &cli.App{
		In: strings.NewReader(input), Out: &stdout, Err: &stderr,
		Now: func() time.Time { return time.Unix(0, 0) }, Sleep: func(time.Duration) {},
	}
	status = a.Run(args, rootOf(a))
	return status, stdout.String(), stderr.String()
}

// rootOf returns what makes etokenpass with nothing but these commands.
func rootOf(a *cli.App) func() *cobra.Command {
	return func() *cobra.Command {
		root := &cobra.Command{Use: "etokenpass"}
		cli.SetUp(root, a)
		root.AddCommand(rehearse.Commands(a)...)
		return root
	}
}

// Every exercise can be solved with what --solve prints, and given up, for each role and language.
func TestEveryExercise(t *testing.T) {
	giveUp := map[locale.Language]string{locale.English: "give up\n", locale.Russian: "сдаюсь\n"}
	for _, exercise := range rehearsal.Exercises() {
		roles := cli.Texts(exercise.Roles)
		if len(roles) > 1 {
			roles = append(roles, "both")
		}
		for _, role := range roles {
			for _, language := range locale.Languages() {
				args := []string{"rehearse", exercise.Name, "--role", role, "--lang", string(language)}
				t.Run(fmt.Sprintf("%s as %s in %s", exercise.Name, role, language), func(t *testing.T) {
					status, solution, problem := run("", append(args, "--solve")...)
					if status != cli.StatusDone {
						t.Fatalf("--solve: exit status %d: %s", status, problem)
					}
					for _, format := range []string{cli.Text, cli.JSON} {
						status, out, problem := run(solution, append(args, "--answers", "-", "--format", format)...)
						if status != cli.StatusDone || problem != "" {
							t.Errorf("solved: exit status %d: %s%s", status, out, problem)
						}
					}
					status, out, problem := run(giveUp[language], args...)
					if status != cli.StatusUnmet || problem != "" {
						t.Errorf("given up: exit status %d: %s%s", status, out, problem)
					}
					checkWidth(t, out)
				})
			}
		}
	}
}

// checkWidth checks that lines fit on a terminal, except those with a command that can be pasted.
func checkWidth(t *testing.T, out string) {
	t.Helper()
	const columns = 80
	for line := range strings.Lines(out) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > columns && !strings.Contains(line, "etokenpass rehearse") {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// A seed or a path cannot control the terminal, or end the comment at the start of answers.
func TestOddArguments(t *testing.T) {
	for seed, shown := range map[string]string{"a\nlogin": `"a\nlogin"`, "\x1b[31m": `"\x1b[31m"`, "\u202e": `"\u202e"`, strings.Repeat("я", 101): "яя"} {
		status, out, problem := run("", "rehearse", "pocket-presses", "--solve", "--random-seed", seed)
		if status != cli.StatusUsage || out != "" || !strings.Contains(problem, shown) {
			t.Errorf("seed %q: exit status %d, output %q, problem %q", seed, status, out, problem)
		}
	}
	path := filepath.Join(t.TempDir(), "a\n\x1b[31m")
	text, err := assets.FS.ReadFile("rehearsals/01-first-code.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Skipf("this system allows no such file name: %v", err) // Windows
	}
	_, solution, _ := run("", "rehearse", "--file", path, "--solve")
	status, out, problem := run(solution, "rehearse", "--file", path, "--answers", "-")
	if status != cli.StatusDone || problem != "" || strings.Contains(solution+out, "\x1b") {
		t.Errorf("path %q: exit status %d, solution %q, output %q, problem %q", path, status, solution, out, problem)
	}
}

// A rehearsal ends when its output cannot be written, whatever else is to be read.
func TestOutputFails(t *testing.T) {
	input := strings.NewReader(strings.Repeat("hint\n", 100_000))
	var errOut bytes.Buffer
	a := &cli.App{In: input, Out: full{}, Err: &errOut, Now: func() time.Time { return time.Unix(0, 0) }, Sleep: func(time.Duration) {}}
	status := a.Run([]string{"rehearse", "first-code"}, rootOf(a))
	if status != cli.StatusFailed || !strings.Contains(errOut.String(), "no space") || input.Len() == 0 {
		t.Errorf("exit status %d, %d bytes are left, %s", status, input.Len(), errOut.String())
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }
