//go:build e2e

package e2e_test

import (
	"bytes"
	"errors"
	"image/png"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNoDisplay(t *testing.T) {
	for name, on := range map[string]screen{"DISPLAY not set": "", "no such display": ":4711"} {
		t.Run(name, func(t *testing.T) {
			lines, status := fails(t, on, "etokenpass", "window")
			if status != 1 || len(lines) != 2 || !strings.HasPrefix(lines[0], "etokenpass: error: ") ||
				lines[1] != "etokenpass: hint: without a display, use etokenpass press, play or demo" {
				t.Errorf("exit status %d, %q", status, lines)
			}
		})
	}
}

func TestBadProfile(t *testing.T) {
	lines, status := fails(t, newScreen(t), "etokenpass-window", "--profile", "missing")
	if status != 1 || len(lines) == 0 || !strings.Contains(lines[0], "no profile has the name or serial missing") {
		t.Errorf("exit status %d, %q", status, lines)
	}
}

// The window stays open when the reader of its transcript goes away.
func TestTranscriptReaderCloses(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	if err := w.out.Close(); err != nil {
		t.Fatal(err)
	}
	w.click()
	until(t, "the window shows the code", func() bool { return w.sees("755224") })
	w.key("q")
	if err := w.process.Wait(); err == nil || !strings.Contains(w.stderr.String(), "broken pipe") {
		t.Errorf("the window exits with %v: %s", err, w.stderr)
	}
}

// fails runs one of the programs, which must exit with an error, and returns its output
// and exit status.
func fails(t *testing.T, on screen, program string, args ...string) (lines []string, status int) {
	t.Helper()
	command := exec.Command(filepath.Join(bin, program), args...)
	command.Env = on.environ(t.TempDir())
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("%s %v: %v\n%s", program, args, err, output)
	}
	return strings.Split(strings.TrimSpace(string(output)), "\n"), exit.ExitCode()
}

// A screenshot needs no display and is identical to what the window shows.
func TestScreenshot(t *testing.T) {
	home := t.TempDir()
	command := exec.Command(filepath.Join(bin, "etokenpass"), "window", "--upside-down", "--screenshot", "-")
	command.Env = slices.DeleteFunc(screen("").environ(home), func(v string) bool { return strings.HasPrefix(v, "DISPLAY=") })
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, newScreen(t), home, "--upside-down")
	w.key("b", "b") // keys remove the message shown at the start
	until(t, "the window looks like the screenshot", func() bool { return alike(picture, w.on.shot(t, w.id)) })
}
