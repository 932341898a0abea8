package profiles

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"etokenpass/internal/mask"
	"etokenpass/internal/near"
	"etokenpass/internal/shell"
)

// Find returns the profile with the given name, or the profile in the folder with that
// serial. A built-in profile is found even if the folder cannot be read. If no profile
// matches, the error is a [*NotFound]; if two match, it is an [*Error] that names both.
func (l Library) Find(name string) (Entry, error) {
	var matching []Entry
	for _, entry := range embeddedEntries() {
		if entry.Name == name {
			entry.read()
			matching = append(matching, entry)
		}
	}
	found, err := l.search(name, true)
	if err != nil && len(matching) == 0 {
		return Entry{}, err
	}
	if matching = append(matching, found.matching...); len(matching) == 0 {
		return Entry{}, found.notFound(name)
	}
	return single(name, matching)
}

// FindSerial returns the profile in the folder with the given serial, or else the built-in
// profile with it. Unlike [Library.Open], it accepts serials that look like a path or a
// name. Its errors are those of [Library.Find].
func (l Library) FindSerial(serial string) (Entry, error) {
	found, err := l.search(serial, false)
	if len(found.matching) == 0 {
		for _, entry := range embeddedEntries() {
			if entry.read(); entry.Profile != nil && entry.Profile.Serial == serial {
				return entry, nil
			}
		}
	}
	switch {
	case err != nil:
		return Entry{}, err
	case len(found.matching) == 0:
		return Entry{}, found.noSerial(serial)
	}
	return single(serial, found.matching)
}

// FindPath returns the profile in the folder whose file has the given path. If the path leads
// out of the folder, the error is an [*Error].
func (l Library) FindPath(path string) (Entry, error) {
	inFolder, err := os.Stat(l.Folder)
	if err != nil {
		return Entry{}, fmt.Errorf("the profile folder cannot be read: %w", err)
	}
	if parent, err := os.Stat(filepath.Dir(path)); err != nil || !os.SameFile(parent, inFolder) {
		return Entry{}, &Error{File: path, Problem: "is not in the profile folder " + l.Folder}
	}
	info, err := os.Lstat(path)
	if err != nil {
		return Entry{}, err
	}
	found := l.entriesOf([]fs.DirEntry{fs.FileInfoToDirEntry(info)})
	if len(found) == 0 {
		return Entry{}, &Error{File: path, Problem: "is not a profile: must be a file whose name ends in .yaml or .yml"}
	}
	found[0].read()
	return found[0], nil
}

// single returns the only matching profile. Two are an error.
func single(name string, matching []Entry) (Entry, error) {
	if len(matching) == 1 {
		return matching[0], nil
	}
	advice, serials := "name one by its path", 0
	for _, entry := range matching {
		if entry.Profile != nil && entry.Profile.Serial == name {
			serials++
		}
	}
	if serials == 1 {
		advice += fmt.Sprintf("; --serial %s opens the one with that serial", shell.Quote(name))
	}
	return Entry{}, &Error{
		Problem: fmt.Sprintf("%q matches two profiles: %s and %s", name, matching[0].place(), matching[1].place()),
		Advice:  advice,
	}
}

func (e Entry) place() string {
	if e.Embedded {
		return "the built-in " + e.Name
	}
	return e.Origin
}

// notFound returns the error for a name that matches no profile. Its hint suggests a file in
// the current folder, the same serial with or without an OATH prefix, or a similar name, but no
// similar serial, which would be another token.
func (s *search) notFound(name string) error {
	for _, path := range []string{name, name + ".yaml", name + ".yml"} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			here := shell.Quote("." + string(filepath.Separator) + path)
			return &NotFound{Name: name, Advice: fmt.Sprintf("did you mean %s? a path has a separator or ends in .yaml", here)}
		}
	}
	names, unreadable := s.names(), s.countUnreadable()
	advice := "etokenpass profile list shows all; a path has a separator or ends in .yaml"
	if word := near.Word(name, names); word != "" {
		advice = fmt.Sprintf("did you mean %s? %s", shell.Quote(word), advice)
	}
	if unreadable > 0 {
		advice = unreadableAdvice(unreadable)
	}
	return &NotFound{Name: name, Advice: cmp.Or(PrefixAdvice(s.related), advice)}
}

// noSerial returns the error for a serial that no profile has.
func (s *search) noSerial(serial string) error {
	advice := "etokenpass profile list shows all"
	names, unreadable := s.names(), s.countUnreadable()
	switch {
	case unreadable > 0:
		advice = unreadableAdvice(unreadable)
	case slices.Contains(names, serial):
		advice = "it is a name; --profile " + shell.Quote(serial) + " opens it"
	}
	return &NotFound{Name: serial, SerialOnly: true, Advice: cmp.Or(PrefixAdvice(s.related), advice)}
}

// names returns the sorted names of all profiles.
func (s *search) names() (names []string) {
	for _, entry := range slices.Concat(embeddedEntries(), s.files) {
		names = append(names, entry.Name)
	}
	slices.Sort(names)
	return names
}

func unreadableAdvice(n int) string {
	return fmt.Sprintf("%d of the profiles cannot be read: etokenpass profile list shows why", n)
}

// openAsSerial opens the profile whose serial looks like a path. There is no file at that
// path; err reports that, and is returned if no profile has the serial.
func (l Library) openAsSerial(path string, err error) (*Profile, error) {
	found, _ := l.search(path, false) // the user probably meant a path, so err is more useful
	if len(found.matching) == 0 {
		return nil, err
	}
	return whole(single(path, found.matching))
}

// noFile reports whether there is no file at a path: nothing, or a folder.
func noFile(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return !errors.Is(err, fs.ErrPermission)
	}
	return info.IsDir()
}

// NotFound is the error for a name or serial that no profile has.
type NotFound struct {
	Name       string
	SerialOnly bool   // only serials were searched
	Advice     string // what to try
}

// Error returns the message with the name or serial.
func (n *NotFound) Error() string {
	if n.SerialOnly {
		return "no profile has the serial " + mask.Value(n.Name)
	}
	return "no profile has the name or serial " + mask.Value(n.Name)
}

// Hint returns the advice.
func (n *NotFound) Hint() string { return n.Advice }
