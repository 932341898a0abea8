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
	for name, on := range map[string]screen{"none": "", "one that is not there": ":4711"} {
		t.Run(name, func(t *testing.T) {
			said, status := fails(t, on, "etokenpass", "window")
			if status != 1 || len(said) != 2 || !strings.HasPrefix(said[0], "etokenpass: error: ") ||
				said[1] != "etokenpass: hint: without a display, use etokenpass press, play or demo" {
				t.Errorf("exit status %d, %q", status, said)
			}
		})
	}
}

func TestBadProfile(t *testing.T) {
	said, status := fails(t, newScreen(t), "etokenpass-window", "--profile", "nobody")
	if status != 1 || len(said) == 0 || !strings.Contains(said[0], "no profile has the name or serial nobody") {
		t.Errorf("exit status %d, %q", status, said)
	}
}

// Who stops reading the transcript does not close the window.
func TestTheReaderGoes(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	if err := w.out.Close(); err != nil {
		t.Fatal(err)
	}
	w.click()
	until(t, "the window shows the code", func() bool { return w.sees("755224") })
	w.key("q")
	if err := w.process.Wait(); err == nil || !strings.Contains(w.said.String(), "broken pipe") {
		t.Errorf("the window ends with %v: %s", err, w.said)
	}
}

// fails runs one of the programs, which is to end by itself.
func fails(t *testing.T, on screen, program string, args ...string) (said []string, status int) {
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

// A screenshot needs no display, and is what a window shows.
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
	w.key("b", "b") // keys take away what it says at the start
	until(t, "the window looks like the screenshot", func() bool { return alike(picture, w.on.shot(t, w.id)) })
}
