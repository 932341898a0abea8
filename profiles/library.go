package profiles

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"etokenpass/internal/folders"
	"etokenpass/internal/input"
)

// DefaultName is the profile that is used if the user names none.
const DefaultName = "demo"

// Library finds the built-in profiles and those in the user's profile folder.
type Library struct {
	Folder string    // the profile folder, which need not exist; empty means none
	Stdin  io.Reader // the input for the name "-"; nil means none
}

// ErrNoFolder is the error of whatever needs the profile folder if [DefaultFolder] returns "".
var ErrNoFolder = fmt.Errorf("there is no profile folder: %w", folders.ErrNoHome)

// DefaultFolder returns the user's profile folder: $XDG_CONFIG_HOME/etokenpass/profiles, or
// the equivalent on other platforms. It returns "" if the home folder is not known.
func DefaultFolder() string {
	folder, err := folders.Config()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "profiles")
}

// IsPath reports whether a name on the command line is a path: it contains a separator or
// ends in .yaml or .yml.
func IsPath(name string) bool {
	lower := strings.ToLower(name)
	return strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) ||
		strings.HasSuffix(lower, ".yaml") || strings.HasSuffix(lower, ".yml")
}

// Open finds a profile and reads its secret. The name is "-" for standard input, a path, the
// name of a built-in profile, or the name or serial of a profile in the folder. A name that
// looks like a path is tried as a serial if there is no such file. If no profile matches a
// name or serial, the error is a [*NotFound]; if two match, it is an [*Error] that names
// both.
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

// OpenSerial finds the profile with the given serial, like [Library.FindSerial], and reads
// its secret.
func (l Library) OpenSerial(serial string) (*Profile, error) { return whole(l.FindSerial(serial)) }

// IsSerialAlone reports whether [Library.Open] can only take the text as a serial, or as a
// name in the folder: it is neither "-" nor a path nor the name of a built-in profile.
func IsSerialAlone(serial string) bool {
	isName := func(entry Entry) bool { return entry.Name == serial }
	return serial != "-" && !IsPath(serial) && !slices.ContainsFunc(embeddedEntries(), isName)
}

// whole returns the profile of an entry with its secret.
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

// Load reads the profile at a path, and its secret. If there is no such file, the error is
// [fs.ErrNotExist].
func Load(path string) (*Profile, error) {
	data, err := readProfile(path)
	if err != nil {
		return nil, fmt.Errorf("the profile cannot be read: %w", err)
	}
	return parseWhole(path, filepath.Dir(path), data)
}

func (l Library) openStdin() (*Profile, error) {
	data, err := input.ReadFile("-", l.Stdin, maxSize)
	if err != nil {
		return nil, err
	}
	return parseWhole(input.Stdin, ".", data)
}

func parseWhole(name, dir string, data []byte) (*Profile, error) {
	return parse(name, data, func(s *Secret) error { return s.read(dir) })
}
