package profiles

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
)

//go:embed embedded/*.yaml
var embedded embed.FS

// DefaultName is the profile that is used when nobody names one.
const DefaultName = "demo"

// Library finds profiles by name: those that come with the program, and those in
// a folder of the user's.
type Library struct {
	Folder string    // need not exist
	Stdin  io.Reader // what the name "-" reads
}

// DefaultFolder is where the user's profiles are:
// $XDG_CONFIG_HOME/etokenpass/profiles, the platform's own place elsewhere.
func DefaultFolder() string { return filepath.Join(xdg.ConfigHome, "etokenpass", "profiles") }

// Entry is one profile of a library.
type Entry struct {
	Name     string // without .yaml
	Origin   string // the path, or "embedded"
	Embedded bool
	Profile  *Profile // nil if Err is not; a secret in a file or variable is not read
	Err      error
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
// folder. Two that fit are an error that names both.
func (l Library) Open(name string) (*Profile, error) {
	switch {
	case name == "-":
		return l.openStdin()
	case IsPath(name):
		return Load(name)
	}
	entry, err := l.Find(name)
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
	data, err := readLimited(path, maxSize)
	if err != nil {
		return nil, err
	}
	return parseWhole(path, filepath.Dir(path), data)
}

func (l Library) openStdin() (*Profile, error) {
	const name = "standard input"
	data, err := readAtMost(l.Stdin, name, maxSize)
	if err != nil {
		return nil, err
	}
	return parseWhole(name, ".", data)
}

func parseWhole(name, dir string, data []byte) (*Profile, error) {
	profile, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	if err := profile.Secret.read(dir); err != nil {
		return nil, &Error{File: name, Field: "secret", Problem: err.Error()}
	}
	return profile, nil
}

// List gives all profiles: the embedded ones, then the folder's by name. One that
// cannot be read is listed with its error. It fails only if the folder is there
// and cannot be read.
func (l Library) List() ([]Entry, error) {
	entries := embeddedEntries()
	files, err := os.ReadDir(l.Folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the profile folder: %w", err)
	}
	for _, file := range files {
		name, isProfile := strings.CutSuffix(file.Name(), ".yaml")
		if !isProfile {
			name, isProfile = strings.CutSuffix(file.Name(), ".yml")
		}
		if !isProfile || file.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		entry := Entry{Name: name, Origin: filepath.Join(l.Folder, file.Name())}
		data, err := readLimited(entry.Origin, maxSize)
		if err == nil {
			entry.Profile, err = Parse(entry.Origin, data)
		}
		entry.Err = err
		entries = append(entries, entry)
	}
	return entries, nil
}

func embeddedEntries() []Entry {
	files, err := embedded.ReadDir("embedded")
	if err != nil {
		panic("internal error: " + err.Error()) // a test opens each of them
	}
	var entries []Entry
	for _, file := range files {
		name := strings.TrimSuffix(file.Name(), ".yaml")
		entry := Entry{Name: name, Origin: "embedded", Embedded: true}
		data, err := embedded.ReadFile(path.Join("embedded", file.Name()))
		if err == nil {
			entry.Profile, err = Parse(name+" (embedded)", data)
		}
		entry.Err = err
		entries = append(entries, entry)
	}
	return entries
}

// Find gives the one profile that has a name, or in the folder the serial.
func (l Library) Find(name string) (Entry, error) {
	entries, err := l.List()
	if err != nil {
		return Entry{}, err
	}
	var fitting []Entry
	for _, entry := range entries {
		bySerial := !entry.Embedded && entry.Profile != nil && entry.Profile.Serial == name
		if entry.Name == name || bySerial {
			fitting = append(fitting, entry)
		}
	}
	switch len(fitting) {
	case 0:
		return Entry{}, notFound(name, entries)
	case 1:
		return fitting[0], nil
	}
	return Entry{}, &Error{
		Problem: fmt.Sprintf("%q is two profiles: %s and %s", name, fitting[0].place(), fitting[1].place()),
		Advice:  "name one by its path",
	}
}

func (e Entry) place() string {
	if e.Embedded {
		return "the embedded " + e.Name
	}
	return e.Origin
}

func notFound(name string, entries []Entry) error {
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name)
		if !entry.Embedded && entry.Profile != nil {
			names = append(names, entry.Profile.Serial)
		}
	}
	slices.Sort(names)
	advice := "etokenpass profile list shows all; a path has a separator or ends in .yaml"
	if near := nearest(name, names); near != "" {
		advice = fmt.Sprintf("did you mean %s? %s", near, advice)
	}
	return &Error{Problem: fmt.Sprintf("no profile has the name or serial %s", shorten(name)), Advice: advice}
}
