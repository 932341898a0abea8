package folders_test

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/adrg/xdg"

	"etokenpass/internal/folders"
)

func TestFolders(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || runtime.GOOS == "plan9" {
		t.Skip("the platform's own folders are elsewhere")
	}
	t.Cleanup(xdg.Reload) // after the variables are restored
	home, here := t.TempDir(), t.TempDir()
	for _, row := range []struct {
		name, home, config, state string
		wantConfig, wantState     string // without the program's name; empty is ErrNoHome
	}{
		{"home alone", home, "", "", filepath.Join(home, ".config"), filepath.Join(home, ".local", "state")},
		{"variables", home, here, here, here, here},
		{"a variable without a home", "", here, "", here, ""},
		{"the other one", "", "", here, "", here},
		{"a relative home", "home", "", "", "", ""},
		{"relative variables", "", "here", "here", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Setenv("HOME", row.home)
			t.Setenv("XDG_CONFIG_HOME", row.config)
			t.Setenv("XDG_STATE_HOME", row.state)
			t.Setenv("ETOKENPASS_STATE", "")
			xdg.Reload()
			check := func(name, want string, find func() (string, error)) {
				if want != "" {
					want = filepath.Join(want, "etokenpass")
				}
				got, err := find()
				if got != want || (want == "") != errors.Is(err, folders.ErrNoHome) || want != "" && err != nil {
					t.Errorf("%s: %q, %v; want %q", name, got, err, want)
				}
			}
			check("Config", row.wantConfig, folders.Config)
			check("State", row.wantState, folders.State)
		})
	}
}

// The variable names the folder itself, which may be relative, like the flag --state.
func TestStateVariable(t *testing.T) {
	for _, folder := range []string{t.TempDir(), "relative"} {
		t.Setenv("ETOKENPASS_STATE", folder)
		t.Setenv("HOME", "")
		if got, err := folders.State(); got != folder || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, folder)
		}
	}
}
