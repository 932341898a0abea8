package etokenpass_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// make install installs everything that a desktop needs, the installed programs run, and
// make uninstall leaves no file behind.
func TestInstall(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("make install is for Unix")
	}
	top := t.TempDir()
	staged := filepath.Join(top, "a folder")
	run := func(target string) {
		t.Helper()
		command := exec.Command("make", target, "PREFIX=/usr", "DESTDIR="+staged, "BIN="+filepath.Join(top, "bin"), "VERSION=9.8.7")
		command.Env = append(os.Environ(), "MAKEFLAGS=", "MAKELEVEL=")
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("make %s: %v\n%s", target, err, output)
		}
	}

	run("install")
	want := []string{
		"usr/bin/etokenpass",
		"usr/bin/etokenpass-window",
		"usr/share/applications/etokenpass.desktop",
		"usr/share/bash-completion/completions/etokenpass",
		"usr/share/fish/vendor_completions.d/etokenpass.fish",
		"usr/share/icons/hicolor/128x128/apps/etokenpass.png",
		"usr/share/icons/hicolor/16x16/apps/etokenpass.png",
		"usr/share/icons/hicolor/256x256/apps/etokenpass.png",
		"usr/share/icons/hicolor/32x32/apps/etokenpass.png",
		"usr/share/icons/hicolor/48x48/apps/etokenpass.png",
		"usr/share/icons/hicolor/512x512/apps/etokenpass.png",
		"usr/share/icons/hicolor/64x64/apps/etokenpass.png",
		"usr/share/icons/hicolor/scalable/apps/etokenpass.svg",
		"usr/share/metainfo/example.etokenpass.etokenpass.metainfo.xml",
		"usr/share/zsh/site-functions/_etokenpass",
	}
	if diff := cmp.Diff(want, filesBelow(t, staged)); diff != "" {
		t.Errorf("installed files (-want +got):\n%s", diff)
	}

	installed := filepath.Join(staged, "usr", "bin", "etokenpass")
	output, err := exec.Command(installed, "--version").Output()
	if err != nil || !strings.HasPrefix(string(output), "etokenpass 9.8.7 (") {
		t.Errorf("etokenpass --version: %q, %v", output, err)
	}
	// The installed etokenpass finds the window next to it, and draws without a display.
	picture := filepath.Join(top, "token.png")
	if output, err := exec.Command(installed, "window", "--ephemeral", "--screenshot", picture).CombinedOutput(); err != nil {
		t.Errorf("etokenpass window --screenshot: %v\n%s", err, output)
	}

	run("uninstall")
	if left := filesBelow(t, staged); len(left) > 0 {
		t.Errorf("make uninstall leaves %q", left)
	}
}

// filesBelow returns the paths of all files below a folder, relative to it and sorted.
func filesBelow(t *testing.T, folder string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
