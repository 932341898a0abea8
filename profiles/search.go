package profiles

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"

	"etokenpass/firmware/oath"
)

// search is the result of one pass through the profile folder for a name or a serial. The
// pass reads every file, because a file's name need not match the serial in it, but parses
// only files that may contain the serial, with or without an OATH prefix: parsing 100,000 files
// takes seconds.
type search struct {
	files      []Entry  // the folder's files; only matching ones are parsed
	matching   []Entry  // in the order of files
	related    []string // serials that differ from the wanted one by an OATH prefix
	unreadable int      // files that could not be read at all

	// shapes counts the other files by their text without the values that differ from token
	// to token.
	shapes map[string]int
}

// search searches the folder for profiles with the given serial or, with byName, name.
func (l Library) search(text string, byName bool) (*search, error) {
	files, err := l.files()
	s := &search{files: files, shapes: map[string]int{}}
	runs := runsOf(withoutPrefix(text)) // also in serials with another prefix, or without one
	var matching []int
	var merging sync.Mutex
	share(len(files), func(indexes iter.Seq[int]) {
		w := searcher{text: text, byName: byName, runs: runs, shapes: map[string]int{}, reader: newReader()}
		for i := range indexes {
			if w.matches(&files[i]) {
				w.matching = append(w.matching, i)
			}
		}
		merging.Lock()
		defer merging.Unlock()
		matching = append(matching, w.matching...)
		s.related = append(s.related, w.related...)
		s.unreadable += w.unreadable
		for shape, count := range w.shapes {
			s.shapes[shape] += count
		}
	})
	slices.Sort(matching)
	for _, i := range matching {
		s.matching = append(s.matching, files[i])
	}
	return s, err
}

// countUnreadable returns how many of the files that do not match are not valid profiles. It
// parses each shape once.
func (s *search) countUnreadable() int {
	count := s.unreadable
	for shape, files := range s.shapes {
		if _, err := Parse("", []byte(shape)); err != nil {
			count += files
		}
	}
	return count
}

// searcher is the state of one of the goroutines that share a search.
type searcher struct {
	text   string
	byName bool
	runs   [][]byte
	reader reader
	shape  []byte

	matching   []int
	related    []string
	unreadable int
	shapes     map[string]int
}

// matches reports whether an entry has the name or serial, and parses it if so.
func (w *searcher) matches(e *Entry) bool {
	isName := w.byName && e.Name == w.text
	data, err := w.reader.read(e.Origin)
	if err != nil {
		e.Err = err
		w.unreadable++
		return isName
	}
	if isName || w.isCandidate(data) {
		e.Profile, e.Err = Parse(e.Origin, data)
		if isName || e.Err == nil && e.Profile.Serial == w.text {
			return true
		}
		if e.Err == nil && DiffersByPrefix(e.Profile.Serial, w.text) {
			w.related = append(w.related, e.Profile.Serial)
		}
	}
	w.shape = appendShape(w.shape[:0], data)
	w.shapes[string(w.shape)]++
	return false
}

// isCandidate reports whether the serial in a file is the wanted one or differs from it by an
// OATH prefix. Runs alone do not decide: every file contains "secret".
func (w *searcher) isCandidate(data []byte) bool {
	if lacks(data, w.runs) {
		return false
	}
	serial := serialOf(data)
	return serial == w.text || DiffersByPrefix(serial, w.text)
}

// lacks reports whether a file cannot contain a serial because one of the serial's runs is
// not in it. A file with a backslash may contain any serial, since YAML can escape every
// character.
func lacks(data []byte, runs [][]byte) bool {
	if bytes.IndexByte(data, '\\') >= 0 {
		return false
	}
	for _, run := range runs {
		if !bytes.Contains(data, run) {
			return true
		}
	}
	return false
}

// runsOf returns the parts of a serial that appear unchanged in YAML without backslashes:
// those between white space, which YAML can fold, and single quotes, which it doubles.
func runsOf(serial string) (runs [][]byte) {
	for _, run := range strings.FieldsFunc(serial, func(r rune) bool { return r == '\'' || unicode.IsSpace(r) }) {
		runs = append(runs, []byte(run))
	}
	return runs
}

// varying describes the lines, as [Profile.Encode] writes them, that differ between the
// profiles of a batch. Replacing a value for which isValue is true with value does not change
// whether the profile is valid.
var varying = []struct {
	before, after, value string
	isValue              func(value []byte) bool
}{
	{`serial:   "`, `"`, "0", func(v []byte) bool { return len(v) <= MaxSerial && consistsOf(v, isLetterOrDigit) }},
	{`secret:   {hex: "`, `"}`, "00", func(v []byte) bool { return len(v) <= 2*oath.MaxSecret && len(v)%2 == 0 && consistsOf(v, isHexDigit) }},
	{"first_moving_factor: ", "", "1", isSmallNumber},
	{"counter:  ", "", "1", isSmallNumber},
}

// appendShape appends the text of a profile with the varying values replaced. Of the files
// with the same shape, all are valid profiles or none is.
func appendShape(shape, data []byte) []byte {
	for line := range bytes.Lines(data) {
		text, end := line, []byte(nil)
		if last := len(line) - 1; line[last] == '\n' {
			text, end = line[:last], line[last:]
		}
		shape = append(appendLineShape(shape, text), end...)
	}
	return shape
}

func appendLineShape(shape, line []byte) []byte {
	for _, v := range varying {
		value, is := bytes.CutPrefix(line, []byte(v.before))
		if !is {
			continue
		}
		if value, is = bytes.CutSuffix(value, []byte(v.after)); is && v.isValue(value) {
			return append(append(append(shape, v.before...), v.value...), v.after...)
		}
	}
	return append(shape, line...)
}

func consistsOf(value []byte, is func(byte) bool) bool {
	for _, b := range value {
		if !is(b) {
			return false
		}
	}
	return len(value) > 0
}

func isLetterOrDigit(b byte) bool {
	return isDigit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-'
}

func isHexDigit(b byte) bool { return isDigit(b) || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// isSmallNumber reports whether a value is a decimal number from 1 to 10^19-1, which is
// below 2^64, without leading zeros.
func isSmallNumber(value []byte) bool {
	return len(value) <= 19 && consistsOf(value, isDigit) && value[0] != '0'
}
