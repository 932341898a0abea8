package profiles

import (
	"bytes"
	"io/fs"
	"iter"
	"path/filepath"
)

// Serials are the serials that have a profile in a folder.
type Serials struct {
	folder    string
	files     map[string]string      // the serial in each profile, by file name; "" if it cannot be read
	elsewhere map[string]string      // the names of files that are not named after their serials, by serial
	irregular map[string]fs.FileMode // whatever is not a regular file, by name
}

// Serials returns the serials of the profiles in the folder. It reads every file, because the
// serial in it may have been changed, but parses only files that were not written by Encode. A
// profile whose serial cannot be read counts by its file name only.
func (l Library) Serials() (Serials, error) {
	files, err := l.readDir()
	entries := l.entriesOf(files)
	serials := serialsIn(entries)
	s := Serials{
		folder:    l.Folder,
		files:     make(map[string]string, len(entries)),
		elsewhere: map[string]string{},
		irregular: map[string]fs.FileMode{},
	}
	for i, entry := range entries {
		name, found := filepath.Base(entry.Origin), serials[i]
		s.files[name] = found.serial
		if found.elsewhere {
			s.elsewhere[found.serial] = name
		}
	}
	for _, file := range files {
		if !file.Type().IsRegular() {
			s.irregular[file.Name()] = file.Type()
		}
	}
	return s, err
}

// foundSerial is the serial in a profile.
type foundSerial struct {
	serial    string // "" if it cannot be read
	elsewhere bool   // the file is not named after it
}

// serialsIn reads the serials of profiles.
func serialsIn(entries []Entry) []foundSerial {
	serials := make([]foundSerial, len(entries))
	share(len(entries), func(indexes iter.Seq[int]) {
		r := newReader()
		for i := range indexes {
			data, err := r.read(entries[i].Origin)
			if err != nil {
				continue
			}
			if serial := serialOf(data); serial != "" {
				serials[i] = foundSerial{serial, filepath.Base(entries[i].Origin) != fileOf(serial)}
			}
		}
	})
	return serials
}

// serialOf returns the serial in the text of a profile, or "" if there is none. It parses the
// text unless it begins like the text of [Profile.Encode].
func serialOf(data []byte) string {
	model, rest, _ := bytes.Cut(data, []byte("\n"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	if _, ok := plainText(model, `model:    "`); ok {
		if serial, ok := plainText(line, `serial:   "`); ok && ValidSerial(serial) {
			return serial
		}
	}
	profile, err := Parse("", data)
	if err != nil {
		return ""
	}
	return profile.Serial
}

// plainText returns the text between a prefix and a final quotation mark. If the line has
// another form or the text contains an escape sequence, ok is false.
func plainText(line []byte, prefix string) (text string, ok bool) {
	value, ok := bytes.CutPrefix(line, []byte(prefix))
	if !ok {
		return "", false
	}
	value, ok = bytes.CutSuffix(value, []byte(`"`))
	return string(value), ok && !bytes.ContainsAny(value, `"\`)
}

// Path returns the path of the profile with the given serial. If there are two, it is not the
// one that is named after the serial. ok is false if there is none.
func (s Serials) Path(serial string) (path string, ok bool) {
	if name, ok := s.elsewhere[serial]; ok {
		return filepath.Join(s.folder, name), true
	}
	name := fileOf(serial)
	if found, ok := s.files[name]; ok && (found == serial || found == "") {
		return filepath.Join(s.folder, name), true
	}
	return "", false
}

// Named returns the path of the profile whose name is the given serial although its own
// serial is different: the name would then match two tokens. ok is false if there is none.
func (s Serials) Named(serial string) (path string, ok bool) {
	for _, suffix := range suffixes {
		if found, ok := s.files[serial+suffix]; ok && found != serial {
			return filepath.Join(s.folder, serial+suffix), true
		}
	}
	return "", false
}

// Changed reports whether the profile that is named after the given serial has another serial.
func (s Serials) Changed(serial string) bool {
	found := s.files[fileOf(serial)]
	return found != "" && found != serial
}

// Irregular returns the type of whatever has the name of the given serial's profile and is not
// a regular file, such as a folder or a symbolic link. ok is false if there is none.
func (s Serials) Irregular(serial string) (mode fs.FileMode, ok bool) {
	if len(s.irregular) == 0 {
		return 0, false
	}
	mode, ok = s.irregular[fileOf(serial)]
	return mode, ok
}

// PathOf returns the path of the profile that is named after the given serial. It need not
// exist.
func (l Library) PathOf(serial string) string {
	return filepath.Join(l.Folder, fileOf(serial))
}

// fileOf returns the file name of the profile that is named after a serial.
func fileOf(serial string) string { return FileName(serial) + suffixes[0] }
