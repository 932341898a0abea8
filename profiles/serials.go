package profiles

import (
	"path/filepath"
	"regexp"
	"strings"
)

// Serials are the serials that have a profile in a folder.
type Serials struct {
	folder string
	files  map[string]bool   // names of profiles that are named after their serials
	named  map[string]string // the paths of the other profiles, by serial
	names  map[string]string // the paths of the other profiles, by name
}

// ofSerial matches the names that FileName returns. These files need not be read.
var ofSerial = regexp.MustCompile(`^[a-z0-9-]+-[0-9a-f]{16}$`)

// Serials returns the serials of the profiles in the folder. It skips a profile that cannot
// be read.
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

// Path returns the path of the profile with the given serial. ok is false if there is none.
func (s Serials) Path(serial string) (path string, ok bool) {
	if path, ok := s.named[serial]; ok {
		return path, true
	}
	if len(s.files) == 0 {
		return "", false
	}
	return Library{Folder: s.folder}.PathOf(serial), s.files[FileName(serial)]
}

// Named returns the path of the profile whose name is the given serial although its own
// serial is different: the name would then match two tokens. ok is false if there is none.
func (s Serials) Named(serial string) (path string, ok bool) {
	path, ok = s.names[serial]
	return path, ok && s.named[serial] != path
}

// PathOf returns the path of the profile that is named after the given serial. It need not
// exist.
func (l Library) PathOf(serial string) string {
	return filepath.Join(l.Folder, FileName(serial)+".yaml")
}
