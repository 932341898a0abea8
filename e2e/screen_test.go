//go:build e2e

package e2e_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"testing"

	"etokenpass/tools/xvfb"
)

// screen is the display of an X server with a virtual screen, as in $DISPLAY.
type screen string

// newScreen starts an X server that is stopped at the end of the test.
func newScreen(t *testing.T) screen {
	t.Helper()
	server, err := xvfb.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return screen(server.Display)
}

// environ returns the environment of a program that runs on this screen with its own
// home folder.
func (s screen) environ(home string) []string {
	return append(os.Environ(), "LC_ALL=C.UTF-8", "DISPLAY="+string(s), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config",
		"XDG_STATE_HOME="+home+"/state", "ETOKENPASS_PROFILE=", "LIBGL_ALWAYS_SOFTWARE=1")
}

// do runs xdotool and returns what it prints.
func (s screen) do(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("xdotool", args...)
	command.Env = append(os.Environ(), "DISPLAY="+string(s))
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("xdotool %v: %v\n%s", args, err, output)
	}
	return strings.TrimSpace(string(output))
}

// shot returns a screenshot of a window.
func (s screen) shot(t *testing.T, window string) image.Image {
	t.Helper()
	command := exec.Command("import", "-window", window, "png:-")
	command.Env = append(os.Environ(), "DISPLAY="+string(s))
	output, err := command.Output()
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	picture, err := png.Decode(bytes.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
