package profiles_test

import (
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/profiles"
)

// One holds a folder at a time, and the next when it is released.
func TestHold(t *testing.T) {
	library := profiles.Library{Folder: filepath.Join(t.TempDir(), "new", "profiles")}
	for range 2 {
		held, err := library.Hold()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := library.Hold(); err == nil || !strings.Contains(err.Error(), "another process is writing profiles to the folder") {
			t.Errorf("a second one: %v", err)
		}
		if err := held.Release(); err != nil {
			t.Error(err)
		}
	}
	if entries, err := library.List(); err != nil || entries[len(entries)-1].Origin != "embedded" {
		t.Errorf("the lock is taken for a profile: %v, %v", entries, err)
	}
}
