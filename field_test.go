package etokenpass_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// fieldFolder holds inputs made after public bug reports and vendors' pages, with the command
// that a user would run on each and the result that is known to be right. It is outside the
// project.
const fieldFolder = "../shared/field"

// fieldCase is a command of a user and what is expected of it.
type fieldCase struct {
	ID, Command string
	Expect      struct {
		Kind     string // tokens, refusal, refusal-or-warning, text or codes
		Tokens   []fieldToken
		Codes    []json.RawMessage // texts, or objects with a code
		Contains string
		Code     string
		Exit     int
	}
}

// fieldToken is a token as import prints it, as far as the cases say what is right.
type fieldToken struct {
	Serial       string
	Type         string
	Algorithm    string
	Digits       int
	Secret       string `json:"secret_hex"`
	MovingFactor uint64 `json:"moving_factor"`
	Step         int64  `json:"step_s"`
	Codes        []fieldCode
}

// fieldCode is a code of an event token with a moving factor, or of a time token at a time.
type fieldCode struct {
	MovingFactor uint64 `json:"moving_factor"`
	At           string
	Code         string
}

// elsewhere are cases that other tests run.
var elsewhere = map[string]string{
	"window-stalled-press": "needs a display: e2e stops the window during a press in the same way",
}

// Every command of the cases, run as a user would, prints what is known to be right.
func TestFieldCases(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(fieldFolder, "manifest.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s does not exist: it holds inputs made after public reports", fieldFolder)
	}
	var manifest struct{ Cases []fieldCase }
	if err := errors.Join(err, json.Unmarshal(data, &manifest)); err != nil {
		t.Fatal(err)
	}
	const fewest = 59
	if len(manifest.Cases) < fewest {
		t.Fatalf("%d cases; want %d or more", len(manifest.Cases), fewest)
	}
	binaries := buildPrograms(t)
	for _, c := range manifest.Cases {
		t.Run(c.ID, func(t *testing.T) {
			if reason, is := elsewhere[c.ID]; is {
				t.Skip(reason)
			}
			c.check(t, binaries, runField(t, binaries, c.Command))
		})
	}
}

// fieldResult is what a command did.
type fieldResult struct {
	out, messages string
	status        int
}

// runField runs a command in a copy of the folder, with folders of its own for profiles and
// saved counters.
func runField(t *testing.T, binaries, command string) (r fieldResult) {
	t.Helper()
	if strings.Contains(command, "zbarimg") {
		peer.Need(t, "zbarimg")
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(fieldFolder)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Dir = folder
	cmd.Env = []string{
		"PATH=" + binaries + string(filepath.ListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(),
		"XDG_CONFIG_HOME=" + t.TempDir(), "XDG_STATE_HOME=" + t.TempDir(), "LC_ALL=C.UTF-8",
	}
	var out, messages bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &messages
	if err := cmd.Run(); err != nil {
		if _, exited := errors.AsType[*exec.ExitError](err); !exited {
			t.Fatal(err)
		}
	}
	return fieldResult{out.String(), messages.String(), cmd.ProcessState.ExitCode()}
}

func (c fieldCase) check(t *testing.T, binaries string, r fieldResult) {
	t.Helper()
	want := c.Expect.Exit
	switch c.Expect.Kind {
	case "refusal":
		want = 1
		if !strings.Contains(r.messages, "error: ") {
			t.Errorf("not refused: %s%s", r.out, r.messages)
		}
	case "refusal-or-warning":
		if want = r.status; !strings.Contains(r.messages, "error: ") && !strings.Contains(r.messages, "warning: ") {
			t.Errorf("neither refused nor warned about: %s%s", r.out, r.messages)
		}
		if r.status == 0 {
			c.checkTokens(t, binaries, r)
		}
	case "tokens":
		c.checkTokens(t, binaries, r)
	case "text":
		for _, part := range []string{c.Expect.Contains, c.Expect.Code} {
			if !strings.Contains(r.out, part) {
				t.Errorf("got %s%s; want %s", r.out, r.messages, part)
			}
		}
	case "codes":
		if got, want := r.codes(), c.codes(t); !slices.Equal(got[max(0, len(got)-len(want)):], want) {
			t.Errorf("got %s%s; want codes %v", r.out, r.messages, want)
		}
	default:
		t.Errorf("unknown kind of expectation %q", c.Expect.Kind)
	}
	if r.status != want {
		t.Errorf("exit status %d, want %d: %s", r.status, want, r.messages)
	}
}

// codes returns the codes that were printed: the last word of each line.
func (r fieldResult) codes() (codes []string) {
	for line := range strings.Lines(r.out) {
		if words := strings.Fields(line); len(words) > 0 {
			codes = append(codes, words[len(words)-1])
		}
	}
	return codes
}

func (c fieldCase) codes(t *testing.T) (codes []string) {
	t.Helper()
	for _, raw := range c.Expect.Codes {
		var object struct{ Code string }
		if json.Unmarshal(raw, &object.Code) != nil {
			if err := json.Unmarshal(raw, &object); err != nil {
				t.Fatal(err)
			}
		}
		codes = append(codes, object.Code)
	}
	return codes
}

// checkTokens compares the tokens of import's JSON, and their codes. A serial may be described
// instead of given.
func (c fieldCase) checkTokens(t *testing.T, binaries string, r fieldResult) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	if len(lines) != len(c.Expect.Tokens) || r.out == "" {
		t.Errorf("got %d lines: %s%s; want %d tokens", len(lines), r.out, r.messages, len(c.Expect.Tokens))
		return
	}
	for i, line := range lines {
		var printed struct {
			fieldToken
			Secret string `json:"secret"`
			Step   int64  `json:"step_ms"`
		}
		if err := json.Unmarshal([]byte(line), &printed); err != nil {
			t.Fatal(err)
		}
		got, want := printed.fieldToken, c.Expect.Tokens[i]
		got.Secret, got.Step = printed.Secret, printed.Step/1000
		if part, isDescribed := strings.CutPrefix(want.Serial, "any that has "); isDescribed {
			part, _, _ = strings.Cut(part, " ")
			if strings.Contains(got.Serial, part) {
				want.Serial = got.Serial
			}
		}
		for _, code := range want.Codes {
			got.Codes = append(got.Codes, got.compute(t, binaries, code))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("token %d: got %v, want %v", i, got, want)
		}
	}
}

// compute returns the code of a token, as it was printed, for the moving factor or time of
// another code.
func (f fieldToken) compute(t *testing.T, binaries string, other fieldCode) fieldCode {
	t.Helper()
	args := []string{
		"codes", "--secret-file", "-", "--encoding", "hex",
		"--type", f.Type, "--algorithm", f.Algorithm, "--digits", strconv.Itoa(f.Digits),
	}
	if other.At != "" {
		args = append(args, "--step", fmt.Sprintf("%ds", f.Step), "--at", other.At)
	} else {
		args = append(args, "--from", strconv.FormatUint(other.MovingFactor, 10))
	}
	cmd := exec.Command(filepath.Join(binaries, "etokenpass"), args...)
	cmd.Stdin = strings.NewReader(f.Secret)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %v: %s", args, err, out)
	}
	other.Code = strings.TrimSpace(string(out))
	return other
}
