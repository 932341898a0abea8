package main

import (
	"bytes"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
)

// Errors of dropped files name the file but not its folder.
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
		{folder, " is not a profile file"},
		{filepath.Join(folder, "none.yaml"), "the profile cannot be read"},
	} {
		_, err := loadDropped(test.path)
		if err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: %v, want %q", test.path, err, test.problem)
		}
		if strings.HasPrefix(test.problem, "bad.yaml") && strings.Contains(err.Error(), folder) {
			t.Errorf("the error names the folder: %v", err)
		}
	}
	good := write("good.yaml", "serial: \"1\"\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\n")
	if profile, err := loadDropped(good); err != nil || profile.Serial != "1" {
		t.Errorf("%v, %v", profile, err)
	}
}

// Pictures saved within one second get different names.
func TestSavedPicturesHaveUniqueNames(t *testing.T) {
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
		t.Errorf("5 pictures were saved as %d files with %d names, %v", len(files), len(seen), err)
	}
}

// A PNG file is not written to a terminal.
func TestNoPictureToTerminal(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out, errOut bytes.Buffer
		shown := false
		a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &errOut, OutIsTerminal: terminal}
		show := func(windowSettings) error { shown = true; return nil }
		status := run(a, show, []string{"--ephemeral", "--screenshot", "-"})
		if terminal && (status != cli.StatusUsage || shown || !strings.Contains(errOut.String(), "hint: name a file, or redirect the output: --screenshot - >token.png")) {
			t.Errorf("to a terminal: exit status %d, shown: %v, error output %s", status, shown, &errOut)
		}
		if !terminal && (status != cli.StatusDone || !shown) {
			t.Errorf("to a pipe: exit status %d, shown: %v, error output %s", status, shown, &errOut)
		}
	}
}

// Screenshots and transcripts are not written through a symbolic link.
func TestOutputsRefuseSymlinks(t *testing.T) {
	folder := t.TempDir()
	precious, link := filepath.Join(folder, "precious"), filepath.Join(folder, "link")
	if err := errors.Join(os.WriteFile(precious, []byte("precious"), 0o600), os.Symlink(precious, link)); err != nil {
		t.Skipf("cannot create symbolic links: %v", err)
	}
	for _, flag := range []string{"--screenshot", "--transcript"} {
		var out, errOut bytes.Buffer
		a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &errOut, Now: time.Now}
		screenshot := func(s windowSettings) error {
			if s.screenshot != "" {
				return show(s)
			}
			return nil
		}
		status := run(a, screenshot, []string{"--ephemeral", flag, link})
		if status != cli.StatusFailed || !strings.Contains(errOut.String(), link+" is a symbolic link: refused") {
			t.Errorf("%s: exit status %d, error output %s", flag, status, &errOut)
		}
		if data, err := os.ReadFile(precious); err != nil || string(data) != "precious" {
			t.Errorf("%s: the target of the link contains %q, %v", flag, data, err)
		}
	}
}

// --lang chooses the language, or else the locale does.
func TestLanguage(t *testing.T) {
	for _, test := range []struct {
		locale string
		args   []string
		want   locale.Language
	}{
		{"ru_RU.UTF-8", nil, locale.Russian},
		{"ru_RU.UTF-8", []string{"--lang", "en"}, locale.English},
		{"C", nil, locale.English},
		{"C", []string{"--lang", "ru"}, locale.Russian},
	} {
		t.Setenv("LC_ALL", test.locale)
		var got locale.Language
		a := &cli.App{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}
		status := run(a, func(s windowSettings) error { got = s.language; return nil }, append(test.args, "--ephemeral"))
		if status != cli.StatusDone || got != test.want {
			t.Errorf("in %s with %v: exit status %d, %q, want %q", test.locale, test.args, status, got, test.want)
		}
	}
}
