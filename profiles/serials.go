package profiles

import (
	"path/filepath"
	"regexp"
	"strings"
)

// Serials are the serials that have a profile in a folder.
type Serials struct {
	folder string
	files  map[string]bool   // the names of files that are made of serials
	named  map[string]string // where the others are
	names  map[string]string // of the others: where they are
}

// ofSerial are the names that FileName makes: these files need not be read.
var ofSerial = regexp.MustCompile(`^[a-z0-9-]+-[0-9a-f]{16}$`)

// Serials looks through the folder. A profile that cannot be read has none.
func (l Library) Serials() (Serials, error) {
	entries, err := l.files()
	s := Serials{folder: l.Folder, files: map[string]bool{}, named: map[string]string{}, names: map[string]string{}}
	for _, entry := range entries {
		if ofSerial.MatchString(entry.Name) && strings.HasSuffix(entry.Origin, ".yaml") {
			s.files[entry.Name] = true
			continue
		}
		s.names[entry.Name] = entry.Origin
		if entry.read(); entry.Err == nil {
			s.named[entry.Profile.Serial] = entry.Origin
		}
	}
	return s, err
}

// Path is where the profile with a serial is, if there is one.
func (s Serials) Path(serial string) (path string, is bool) {
	if path, is := s.named[serial]; is {
		return path, true
	}
	if len(s.files) == 0 {
		return "", false
	}
	return Library{Folder: s.folder}.PathOf(serial), s.files[FileName(serial)]
}

// Named is where a profile in the folder is whose name is the serial, which is
// another's: to call one of them would be to call both.
func (s Serials) Named(serial string) (place string, is bool) {
	place, is = s.names[serial]
	return place, is && s.named[serial] != place
}

// PathOf is the path of the profile that is named after a serial.
func (l Library) PathOf(serial string) string {
	return filepath.Join(l.Folder, FileName(serial)+".yaml")
}
