//go:build e2e

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestDrop(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.drop(newProfile(t, "token.yaml", "1", 1))
	w.opened("1")
	w.clickShows("1", "287082")
}

// A relative path in a profile is relative to its folder, not to the working directory.
func TestDropSecretInAFile(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "secret.hex"), secret)
	profile := filepath.Join(folder, "token.yaml")
	write(t, profile, "serial: \"1\"\nsecret: {file: secret.hex}\n")
	w := open(t, newScreen(t), t.TempDir())
	w.drop(profile)
	w.opened("1")
	w.clickShows("1", "287082")
}

func TestDropFromAnyPath(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.drop(newProfile(t, "мой токен №1 (100%).yaml", "1", 1))
	w.opened("1")
	w.clickShows("1", "287082")
}

func TestDropTwo(t *testing.T) {
	folder := t.TempDir()
	one, other := filepath.Join(folder, "one.yaml"), filepath.Join(folder, "other.yaml")
	write(t, one, profileText("1", 1))
	write(t, other, profileText("2", 2))
	w := open(t, newScreen(t), t.TempDir())
	w.drop(one, other)
	w.opened("1", "2")
	w.clickShows("2", "359152")
	w.key("shift+n")
	w.titled("1")
	w.clickShows("1", "287082")
}

// If a dropped file is not a valid profile, the token stays and the window shows the error.
func TestDropBadProfile(t *testing.T) {
	noSerial := filepath.Join(t.TempDir(), "bad.yaml")
	write(t, noSerial, "secret: {hex: \""+secret+"\"}\n")
	for name, bad := range map[string]string{"no serial": noSerial, "missing file": noSerial + "/none.yaml"} {
		t.Run(name, func(t *testing.T) { testDropFails(t, bad) })
	}
}

func testDropFails(t *testing.T, bad string) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	before := w.still()
	w.drop(bad)
	until(t, "the window shows the error", func() bool { return !alike(before, w.still()) })
	w.titled("000000000000")
	w.clickShows("000000000000", "755224")
}

// opened checks that tokens have been opened and that the last of them is selected.
func (w *window) opened(serials ...string) {
	w.Helper()
	for _, serial := range serials {
		if next := w.next(); next.Serial != serial || next.LCD != "" {
			w.Fatalf("the transcript has %+v, want token %s with the LCD off", next, serial)
		}
	}
	w.titled(serials[len(serials)-1])
}

func (w *window) titled(serial string) {
	w.Helper()
	until(w.T, "the title shows "+serial, func() bool {
		return w.on.do(w.T, "getwindowname", w.id) == "eToken PASS "+serial
	})
}

// clickShows clicks the button and checks which token shows which code.
func (w *window) clickShows(serial, code string) {
	w.Helper()
	w.click()
	if next := w.shows(code); next.Serial != serial {
		w.Errorf("the token is %s, want %s", next.Serial, serial)
	}
}

// secret is that of RFC 4226 appendix D, whose codes 0, 1 and 2 are 755224, 287082 and
// 359152.
const secret = "3132333435363738393031323334353637383930"

func profileText(serial string, first int) string {
	return fmt.Sprintf("serial: %q\nsecret: {hex: %q}\nfirst_moving_factor: %d\n", serial, secret, first)
}

// newProfile writes a profile to a new folder.
func newProfile(t *testing.T, name, serial string, first int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	write(t, path, profileText(serial, first))
	return path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A token that is dropped again is selected again and continues where it was, even if
// nothing is saved.
func TestDropAgain(t *testing.T) {
	profile := newProfile(t, "a.yaml", "1", 0)
	w := open(t, newScreen(t), t.TempDir(), "--ephemeral", "--profile", profile)
	w.clickShows("1", "755224")
	w.drop(profile)
	w.opened("1")
	w.clickShows("1", "287082")
}

func TestDropFromTwoFolders(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.drop(newProfile(t, "a.yaml", "1", 1), newProfile(t, "b.yaml", "2", 2))
	w.opened("1", "2")
}
