package profiles

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

//go:embed embedded/*.yaml
var embedded embed.FS

// suffixes end the file names of profiles. New profiles have the first.
var suffixes = [...]string{".yaml", ".yml"}

// Entry is one profile of a library.
type Entry struct {
	Name     string // the file name without .yaml or .yml
	Origin   string // the file's path, or "built-in"
	Embedded bool
	Profile  *Profile // nil if Err is set; a secret in a file or variable has not been read
	Err      error
}

// Has reports whether the entry has the given name or serial.
func (e Entry) Has(name string) bool {
	return e.Name == name || e.Profile != nil && e.Profile.Serial == name
}

// List returns all profiles: the built-in ones, then the folder's, sorted by file name. A
// profile that cannot be read is listed with its error. If the folder exists but cannot be
// read, List returns the built-in profiles and an error.
func (l Library) List() ([]Entry, error) {
	files, err := l.files()
	entries := append(embeddedEntries(), files...)
	for i := range entries {
		entries[i].read()
	}
	return entries, err
}

// Names returns the names of all profiles, without reading those of the folder.
func (l Library) Names() ([]string, error) {
	files, err := l.files()
	var names []string
	for _, entry := range append(embeddedEntries(), files...) {
		names = append(names, entry.Name)
	}
	return names, err
}

// Paths returns the paths of the folder's profiles, sorted, without reading them.
func (l Library) Paths() ([]string, error) {
	files, err := l.files()
	var paths []string
	for _, entry := range files {
		paths = append(paths, entry.Origin)
	}
	return paths, err
}

// files returns the profiles of the folder without reading them.
func (l Library) files() ([]Entry, error) {
	files, err := l.readDir()
	return l.entriesOf(files), err
}

// readDir returns whatever is in the folder, sorted by name.
func (l Library) readDir() ([]fs.DirEntry, error) {
	if l.Folder == "" {
		return nil, nil
	}
	files, err := os.ReadDir(l.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the profile folder cannot be read: %w", err)
	}
	return files, nil
}

// entriesOf returns the entries of those files that are profiles.
func (l Library) entriesOf(files []fs.DirEntry) (entries []Entry) {
	for _, file := range files {
		name, isProfile := strings.CutSuffix(file.Name(), suffixes[0])
		if !isProfile {
			name, isProfile = strings.CutSuffix(file.Name(), suffixes[1])
		}
		entry := Entry{Name: name, Origin: filepath.Join(l.Folder, file.Name())}
		if isProfile && !strings.HasPrefix(name, ".") && !isSpecial(file, entry.Origin) {
			entries = append(entries, entry)
		}
	}
	return entries
}

// isSpecial reports whether a file is a folder, a pipe or a device. Reading a pipe that no
// process writes to would block forever.
func isSpecial(file fs.DirEntry, path string) bool {
	if file.Type().IsRegular() {
		return false
	}
	info, err := os.Stat(path) // follows links
	return err == nil && !info.Mode().IsRegular()
}

// read reads the profile of an entry, but not a secret in another file or a variable.
func (e *Entry) read() {
	if e.Embedded {
		data, err := embedded.ReadFile(path.Join("embedded", e.Name+suffixes[0]))
		e.parse(e.Name+" (built-in)", data, err)
		return
	}
	data, err := readProfile(e.Origin)
	e.parse(e.Origin, data, err)
}

// parse parses the text of an entry's file. err is the error of reading it.
func (e *Entry) parse(file string, data []byte, err error) {
	if err == nil {
		e.Profile, err = Parse(file, data)
	}
	e.Err = err
}

// embeddedEntries returns the built-in profiles without reading them.
func embeddedEntries() []Entry {
	files, err := embedded.ReadDir("embedded")
	if err != nil {
		panic("internal error: " + err.Error()) // cannot happen: the folder is embedded
	}
	var entries []Entry
	for _, file := range files {
		name := strings.TrimSuffix(file.Name(), suffixes[0])
		entries = append(entries, Entry{Name: name, Origin: "built-in", Embedded: true})
	}
	return entries
}
