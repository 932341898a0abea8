package profiles

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	for _, entry := range files {
		if entry.fits(name) {
			fitting = append(fitting, entry)
		}
	}
	switch len(fitting) {
	case 0:
		return Entry{}, l.notFound(name)
	case 1:
		return fitting[0], nil
	}
	return Entry{}, &Error{
		Problem: fmt.Sprintf("%q is two profiles: %s and %s", name, fitting[0].place(), fitting[1].place()),
		Advice:  "name one by its path",
	}
}

// fits tells whether a file of the folder has the name or the serial, and reads it
// then.
func (e *Entry) fits(name string) bool {
	if e.Name == name {
		e.read()
		return true
	}
	data, err := readLimited(e.Origin, maxSize)
	if err != nil || lacks(data, name) {
		return false
	}
	e.Profile, err = Parse(e.Origin, data)
	return err == nil && e.Profile.Serial == name
}

// lacks tells of files that cannot have a serial, since its characters are not in
// them: most of a large folder need not be parsed. In YAML a plain word stands as
// it is, unless a backslash spells it out; other texts can be written in many ways.
func lacks(data []byte, serial string) bool {
	return plainWord.MatchString(serial) && !bytes.Contains(data, []byte(serial)) && !bytes.ContainsRune(data, '\\')
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

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
			return &NotFound{Name: name, Advice: fmt.Sprintf("did you mean .%c%s? a path has a separator or ends in .yaml", filepath.Separator, path)}
		}
	}
	entries, _ := l.List() // what cannot be read was told before
	var names []string
	unreadable := 0
	for _, entry := range entries {
		if entry.Err != nil {
			unreadable++
		}
		names = append(names, entry.Name)
	}
	slices.Sort(names)
	advice := "etokenpass profile list shows all; a path has a separator or ends in .yaml"
	if near := nearest(name, names); near != "" {
		advice = fmt.Sprintf("did you mean %s? %s", near, advice)
	}
	if unreadable > 0 {
		advice = fmt.Sprintf("%d of the profiles cannot be read: etokenpass profile list tells why", unreadable)
	}
	return &NotFound{Name: name, Advice: advice}
}

// NotFound is a name that no profile has.
type NotFound struct {
	Name   string
	Advice string // what to try
}

// Error tells the name.
func (n *NotFound) Error() string {
	return fmt.Sprintf("no profile has the name or serial %s", shorten(n.Name))
}

// Hint is what to try.
func (n *NotFound) Hint() string { return n.Advice }
