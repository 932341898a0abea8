package profiles

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
)

// stdinName is what errors call standard input.
const stdinName = "standard input"

var errNoStdin = errors.New("there is no standard input to read")

// DefaultName is the profile that is used when nobody names one.
const DefaultName = "demo"

// Library finds profiles by name: those that come with the program, and those in
// a folder of the user's.
type Library struct {
	Folder string    // need not exist; empty is none
	Stdin  io.Reader // what the name "-" reads; nil is none
}

// DefaultFolder is where the user's profiles are:
// $XDG_CONFIG_HOME/etokenpass/profiles, the platform's own place elsewhere. It is
// empty where nobody says what the home folder is.
func DefaultFolder() string {
	home, err := os.UserHomeDir()
	if err == nil && filepath.IsAbs(home) || filepath.IsAbs(os.Getenv("XDG_CONFIG_HOME")) {
		return filepath.Join(xdg.ConfigHome, "etokenpass", "profiles")
	}
	return ""
}

// IsPath tells whether a name on the command line is a path: it has a separator
// or ends in .yaml or .yml.
func IsPath(name string) bool {
	lower := strings.ToLower(name)
	return strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) ||
		strings.HasSuffix(lower, ".yaml") || strings.HasSuffix(lower, ".yml")
}

// Open finds a profile and reads its secret. The name is "-" for standard input,
// a path, the name of an embedded profile, or the name or serial of one in the
// folder. Two that fit are an error that names both. A serial that looks like a path
// is one where there is no such file.
func (l Library) Open(name string) (*Profile, error) {
	switch {
	case name == "-":
		return l.openStdin()
	case IsPath(name):
		profile, err := Load(name)
		if err != nil && noFile(name) {
			return l.openAsSerial(name, err)
		}
		return profile, err
	}
	return whole(l.Find(name))
}

// OpenSerial finds the profile with a serial and reads its secret: one in the folder,
// or else an embedded one.
func (l Library) OpenSerial(serial string) (*Profile, error) { return whole(l.FindSerial(serial)) }

// IsSerialAlone reports whether [Library.Open] takes a text as a serial whatever files
// there are: it is neither standard input nor like a path, nor the name of an embedded
// profile.
func IsSerialAlone(serial string) bool {
	isName := func(entry Entry) bool { return entry.Name == serial }
	return serial != "-" && !IsPath(serial) && !slices.ContainsFunc(embeddedEntries(), isName)
}

// whole is the profile of an entry with its secret.
func whole(entry Entry, err error) (*Profile, error) {
	switch {
	case err != nil:
		return nil, err
	case entry.Err != nil:
		return nil, entry.Err
	case entry.Embedded:
		return entry.Profile, nil
	}
	return Load(entry.Origin)
}

// Load reads the profile at a path, and its secret.
func Load(path string) (*Profile, error) {
	data, err := readProfile(path)
	if err != nil {
		return nil, fmt.Errorf("the profile cannot be read: %w", err)
	}
	return parseWhole(path, filepath.Dir(path), data)
}

func (l Library) openStdin() (*Profile, error) {
	if l.Stdin == nil {
		return nil, errNoStdin
	}
	data, err := readAtMost(l.Stdin, stdinName, maxSize)
	if err != nil {
		return nil, err
	}
	return parseWhole(stdinName, ".", data)
}

func parseWhole(name, dir string, data []byte) (*Profile, error) {
	return parse(name, data, func(s *Secret) error { return s.read(dir) })
}
