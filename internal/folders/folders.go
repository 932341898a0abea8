// Package folders finds the folders where the program keeps a user's files.
package folders

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// program is the name of the program's folder in each of them.
const program = "etokenpass"

// ErrNoHome is the error if the home folder is unknown. A file in the current folder instead
// would not be found from another one.
var ErrNoHome = errors.New("HOME is not set to an absolute path")

// Config returns the folder for configuration: $XDG_CONFIG_HOME/etokenpass, or below the
// platform's own folder if the variable is not set.
func Config() (string, error) { return below("XDG_CONFIG_HOME", xdg.ConfigHome) }

// State returns the folder for state: $ETOKENPASS_STATE, else $XDG_STATE_HOME/etokenpass, else
// below the platform's own folder. A variable that is empty counts as not set.
func State() (string, error) {
	if folder := os.Getenv("ETOKENPASS_STATE"); folder != "" {
		return folder, nil
	}
	return below("XDG_STATE_HOME", xdg.StateHome)
}

// below returns the program's folder in a folder of package xdg, which a variable can set.
// Without a home folder, xdg returns relative paths.
func below(variable string, folder string) (string, error) {
	home, err := os.UserHomeDir()
	if (err != nil || !filepath.IsAbs(home)) && !filepath.IsAbs(os.Getenv(variable)) {
		return "", ErrNoHome
	}
	return filepath.Join(folder, program), nil
}
