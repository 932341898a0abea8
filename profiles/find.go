package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

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
	files, err := l.files()
	if err != nil && len(fitting) == 0 {
		return Entry{}, err
	}
	runs := runsOf(name)
	for _, entry := range files {
		if entry.Name == name {
			entry.read()
			fitting = append(fitting, entry)
		} else if entry.readSerial(name, runs) {
			fitting = append(fitting, entry)
		}
	}
	if len(fitting) == 0 {
		return Entry{}, l.notFound(name)
	}
	return theOne(name, fitting)
}

// FindSerial returns the one profile in the folder that has a serial, or else the
// embedded one. What the serial looks like does not matter.
func (l Library) FindSerial(serial string) (Entry, error) {
	fitting, err := l.withSerial(serial)
	if len(fitting) == 0 {
		for _, entry := range embeddedEntries() {
			if entry.Profile != nil && entry.Profile.Serial == serial {
				return entry, nil
			}
		}
	}
	switch {
	case err != nil:
		return Entry{}, err
	case len(fitting) == 0:
		return Entry{}, l.noSerial(serial)
	}
	return theOne(serial, fitting)
}

// withSerial are the profiles in the folder that have a serial.
func (l Library) withSerial(serial string) (fitting []Entry, err error) {
	files, err := l.files()
	runs := runsOf(serial)
	for _, entry := range files {
		if entry.readSerial(serial, runs) {
			fitting = append(fitting, entry)
		}
	}
	return fitting, err
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

// readSerial reports whether a file of the folder has the serial, and reads it then.
func (e *Entry) readSerial(serial string, runs [][]byte) bool {
	data, err := readLimited(e.Origin, maxSize)
	if err != nil || lacks(data, runs) {
		return false
	}
	e.Profile, err = Parse(e.Origin, data)
	return err == nil && e.Profile.Serial == serial
}

// lacks reports that a file cannot have a serial, since its characters are not in it:
// most of a large folder need not be parsed. A backslash can spell out any character.
func lacks(data []byte, runs [][]byte) bool {
	if bytes.ContainsRune(data, '\\') {
		return false
	}
	for _, run := range runs {
		if !bytes.Contains(data, run) {
			return true
		}
	}
	return false
}

// runsOf are the parts of a serial that stand as they are wherever YAML has no
// backslash: it can fold blanks, and doubles single quotes.
func runsOf(serial string) (runs [][]byte) {
	for _, run := range strings.FieldsFunc(serial, func(r rune) bool { return r == '\'' || unicode.IsSpace(r) }) {
		runs = append(runs, []byte(run))
	}
	return runs
}

func (e Entry) place() string {
	if e.Embedded {
		return "the embedded " + e.Name
	}
	return e.Origin
}

// notFound tells what may have been meant: a file that lies right here, or a name
// that is near. Serials are not offered, as a near one is another token.
func (l Library) notFound(name string) error {
	for _, path := range []string{name, name + ".yaml", name + ".yml"} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			here := ShellWord("." + string(filepath.Separator) + path)
			return &NotFound{Name: name, Advice: fmt.Sprintf("did you mean %s? a path has a separator or ends in .yaml", here)}
		}
	}
	names, unreadable := l.names()
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
func (l Library) noSerial(serial string) error {
	advice := "etokenpass profile list shows all"
	names, unreadable := l.names()
	switch {
	case unreadable > 0:
		advice = unreadableAdvice(unreadable)
	case slices.Contains(names, serial):
		advice = "it is a name; --profile " + ShellWord(serial) + " opens it"
	}
	return &NotFound{Name: serial, SerialOnly: true, Advice: advice}
}

// names are those of all profiles, in order, and how many cannot be read.
func (l Library) names() (names []string, unreadable int) {
	entries, _ := l.List() // what cannot be read was told before
	for _, entry := range entries {
		if entry.Err != nil {
			unreadable++
		}
		names = append(names, entry.Name)
	}
	slices.Sort(names)
	return names, unreadable
}

func unreadableAdvice(n int) string {
	return fmt.Sprintf("%d of the profiles cannot be read: etokenpass profile list shows why", n)
}

// openAsSerial opens the token whose serial looks like a path. It is asked for where
// there is no file of that path; err says so, and stands if no token has the serial.
func (l Library) openAsSerial(path string, err error) (*Profile, error) {
	fitting, _ := l.withSerial(path) // what is asked for is a path; err tells of it
	if len(fitting) == 0 {
		return nil, err
	}
	return whole(theOne(path, fitting))
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
