package main

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
