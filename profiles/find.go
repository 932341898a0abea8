package profiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"etokenpass/internal/mask"
	"etokenpass/internal/near"
)

// Find gives the one profile that has a name, or in the folder the serial. An
// embedded one is found even if the folder cannot be read.
func (l Library) Find(name string) (Entry, error) {
	var fitting []Entry
	for _, entry := range embeddedEntries() {
		if entry.Name == name {
			fitting = append(fitting, entry)
		}
	}
	found, err := l.search(name, true)
	if err != nil && len(fitting) == 0 {
		return Entry{}, err
	}
	if fitting = append(fitting, found.fitting...); len(fitting) == 0 {
		return Entry{}, found.notFound(name)
	}
	return theOne(name, fitting)
}

// FindSerial returns the one profile in the folder that has a serial, or else the
// embedded one. What the serial looks like does not matter.
func (l Library) FindSerial(serial string) (Entry, error) {
	found, err := l.search(serial, false)
	if len(found.fitting) == 0 {
		for _, entry := range embeddedEntries() {
			if entry.Profile != nil && entry.Profile.Serial == serial {
				return entry, nil
			}
		}
	}
	switch {
	case err != nil:
		return Entry{}, err
	case len(found.fitting) == 0:
		return Entry{}, found.noSerial(serial)
	}
	return theOne(serial, found.fitting)
}

// theOne is the profile that a name means. Two that fit are an error.
func theOne(name string, fitting []Entry) (Entry, error) {
	if len(fitting) == 1 {
		return fitting[0], nil
	}
	advice, serials := "name one by its path", 0
	for _, entry := range fitting {
		if entry.Profile != nil && entry.Profile.Serial == name {
			serials++
		}
	}
	if serials == 1 {
		advice += fmt.Sprintf("; --serial %s is the one with that serial", ShellWord(name))
	}
	return Entry{}, &Error{
		Problem: fmt.Sprintf("%q is two profiles: %s and %s", name, fitting[0].place(), fitting[1].place()),
		Advice:  advice,
	}
}

func (e Entry) place() string {
	if e.Embedded {
		return "the embedded " + e.Name
	}
	return e.Origin
}

// notFound tells what may have been meant: a file that lies right here, or a name
// that is near. Serials are not offered, as a near one is another token.
func (s *search) notFound(name string) error {
	for _, path := range []string{name, name + ".yaml", name + ".yml"} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			here := ShellWord("." + string(filepath.Separator) + path)
			return &NotFound{Name: name, Advice: fmt.Sprintf("did you mean %s? a path has a separator or ends in .yaml", here)}
		}
	}
	names, unreadable := s.names(), s.countUnreadable()
	advice := "etokenpass profile list shows all; a path has a separator or ends in .yaml"
	if word := near.Word(name, names); word != "" {
		advice = fmt.Sprintf("did you mean %s? %s", ShellWord(word), advice)
	}
	if unreadable > 0 {
		advice = unreadableAdvice(unreadable)
	}
	return &NotFound{Name: name, Advice: advice}
}

// noSerial is the error for a serial that no profile has.
func (s *search) noSerial(serial string) error {
	advice := "etokenpass profile list shows all"
	names, unreadable := s.names(), s.countUnreadable()
	switch {
	case unreadable > 0:
		advice = unreadableAdvice(unreadable)
	case slices.Contains(names, serial):
		advice = "it is a name; --profile " + ShellWord(serial) + " opens it"
	}
	return &NotFound{Name: serial, SerialOnly: true, Advice: advice}
}

// names returns those of all profiles, in order.
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

// openAsSerial opens the token whose serial looks like a path. It is asked for where
// there is no file of that path; err says so, and stands if no token has the serial.
func (l Library) openAsSerial(path string, err error) (*Profile, error) {
	found, _ := l.search(path, false) // what is asked for is a path; err tells of it
	if len(found.fitting) == 0 {
		return nil, err
	}
	return whole(theOne(path, found.fitting))
}

// noFile reports whether a path leads to no file: to nothing, or to a folder.
func noFile(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return !errors.Is(err, fs.ErrPermission)
	}
	return info.IsDir()
}

// NotFound is a name that no profile has.
type NotFound struct {
	Name       string
	SerialOnly bool   // names were not looked at
	Advice     string // what to try
}

// Error tells the name.
func (n *NotFound) Error() string {
	if n.SerialOnly {
		return "no profile has the serial " + mask.Value(n.Name)
	}
	return "no profile has the name or serial " + mask.Value(n.Name)
}

// Hint is what to try.
func (n *NotFound) Hint() string { return n.Advice }
