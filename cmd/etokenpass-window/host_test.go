package main

import (
	"bytes"
	"errors"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/cmd/internal/cli"
)

func TestLoadDropped(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, test := range []struct{ path, problem string }{
		{write("bad.yaml", "serial: 1\n"), "bad.yaml:1: serial: "},
		{folder, " is not a file with a profile"},
		{filepath.Join(folder, "none.yaml"), "the profile cannot be read"},
	} {
		_, err := loadDropped(test.path)
		if err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: %v, want %q", test.path, err, test.problem)
		}
		if strings.HasPrefix(test.problem, "bad.yaml") && strings.Contains(err.Error(), folder) {
			t.Errorf("the folder, which the window has no room for, is told: %v", err)
		}
	}
	good := write("good.yaml", "serial: \"1\"\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\n")
	if profile, err := loadDropped(good); err != nil || profile.Serial != "1" {
		t.Errorf("%v, %v", profile, err)
	}
}

// Pictures of one second have names of their own.
func TestPicturesDoNotReplaceEachOther(t *testing.T) {
	t.Chdir(t.TempDir())
	seen := map[string]bool{}
	for range 5 {
		path, err := savePicture(image.NewRGBA(image.Rect(0, 0, 1, 1)), "1")
		if err != nil {
			t.Fatal(err)
		}
		seen[path] = true
	}
	if files, err := os.ReadDir("."); err != nil || len(files) != 5 || len(seen) != 5 {
		t.Errorf("5 pictures are %d files with %d names, %v", len(files), len(seen), err)
	}
}

// A picture is not text: it is not written to a terminal.
func TestNoPictureOnATerminal(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out, told bytes.Buffer
		shown := false
		a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &told, OutIsTerminal: terminal}
		show := func(windowSettings) error { shown = true; return nil }
		status := run(a, show, []string{"--ephemeral", "--screenshot", "-"})
		if terminal && (status != cli.StatusUsage || shown || !strings.Contains(told.String(), "hint: name a file, or redirect it: --screenshot - >token.png")) {
			t.Errorf("on a terminal: exit status %d, shown: %v, told %s", status, shown, &told)
		}
		if !terminal && (status != cli.StatusDone || !shown) {
			t.Errorf("in a pipe: exit status %d, shown: %v, told %s", status, shown, &told)
		}
	}
}

// Neither a screenshot nor a transcript follows a link.
func TestOutputsFollowNoLinks(t *testing.T) {
	folder := t.TempDir()
	precious, link := filepath.Join(folder, "precious"), filepath.Join(folder, "link")
	if err := errors.Join(os.WriteFile(precious, []byte("precious"), 0o600), os.Symlink(precious, link)); err != nil {
		t.Skipf("links cannot be made here: %v", err)
	}
	for _, flag := range []string{"--screenshot", "--transcript"} {
		var out, told bytes.Buffer
		a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &told}
		screenshot := func(s windowSettings) error {
			if s.screenshot != "" {
				return show(s)
			}
			return nil
		}
		status := run(a, screenshot, []string{"--ephemeral", flag, link})
		if status != cli.StatusFailed || !strings.Contains(told.String(), link+" is a symbolic link: refused") {
			t.Errorf("%s: exit status %d, told %s", flag, status, &told)
		}
		if data, err := os.ReadFile(precious); err != nil || string(data) != "precious" {
			t.Errorf("%s: the file behind the link holds %q, %v", flag, data, err)
		}
	}
}
