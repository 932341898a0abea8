package profiles

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"unicode"

	"etokenpass/firmware/oath"
)

// search is one pass through the profile folder, for a name or a serial. It reads every
// file, since a file's name does not have to match the serial in it, but parses only
// those that may have the serial: to parse 100,000 files takes seconds.
type search struct {
	files      []Entry // of the folder; those that fit are parsed
	fitting    []Entry // in their order
	unreadable int     // files that could not be read at all

	// shapes counts the other files by what is left of them without the values that
	// differ from token to token.
	shapes map[string]int
}

// search looks for the profiles in the folder that have the serial or, with byName, the
// name.
func (l Library) search(text string, byName bool) (*search, error) {
	files, err := l.files()
	s := &search{files: files, shapes: map[string]int{}}
	runs := runsOf(text)
	var fitting []int
	var next atomic.Int64
	var merging sync.Mutex
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		working.Go(func() {
			w := searcher{text: text, byName: byName, runs: runs, shapes: map[string]int{}, buffer: make([]byte, maxSize+1)}
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				if w.fits(&files[i]) {
					w.fitting = append(w.fitting, int(i))
				}
			}
			merging.Lock()
			defer merging.Unlock()
			fitting = append(fitting, w.fitting...)
			s.unreadable += w.unreadable
			for shape, count := range w.shapes {
				s.shapes[shape] += count
			}
		})
	}
	working.Wait()
	slices.Sort(fitting)
	for _, i := range fitting {
		s.fitting = append(s.fitting, files[i])
	}
	return s, err
}

// countUnreadable returns how many of the files that do not fit are not profiles. It
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

// searcher is one of several that work on a search at the same time.
type searcher struct {
	text   string
	byName bool
	runs   [][]byte
	buffer []byte
	shape  []byte

	fitting    []int
	unreadable int
	shapes     map[string]int
}

// fits reports whether an entry is looked for, and parses it then.
func (w *searcher) fits(e *Entry) bool {
	isName := w.byName && e.Name == w.text
	data, err := w.read(e.Origin)
	if err != nil {
		e.Err = err
		w.unreadable++
		return isName
	}
	if isName || !lacks(data, w.runs) {
		e.Profile, e.Err = Parse(e.Origin, data)
		if isName || e.Err == nil && e.Profile.Serial == w.text {
			return true
		}
	}
	w.shape = appendShape(w.shape[:0], data)
	w.shapes[string(w.shape)]++
	return false
}

// read reads a file as readProfile does. The data is valid until the next call. It makes
// the system calls itself, as an [os.File] takes almost twice as long for a small file.
func (w *searcher) read(path string) ([]byte, error) {
	file, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return readProfile(path) // which retries, and has a better error
	}
	defer syscall.Close(file) //nolint:errcheck // it is only read
	for size := 0; size < len(w.buffer); {
		n, err := syscall.Read(file, w.buffer[size:])
		if err != nil {
			break
		}
		if n == 0 {
			return w.buffer[:size], nil
		}
		size += n
	}
	return readProfile(path)
}

// lacks reports that a file cannot have a serial, since its characters are not in it. A
// backslash can spell out any character.
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

// runsOf returns the parts of a serial that appear unchanged wherever YAML has no
// backslash: it can fold blanks, and doubles single quotes.
func runsOf(serial string) (runs [][]byte) {
	for _, run := range strings.FieldsFunc(serial, func(r rune) bool { return r == '\'' || unicode.IsSpace(r) }) {
		runs = append(runs, []byte(run))
	}
	return runs
}

// varying are the lines that differ between the profiles of a batch, as
// [Profile.Encode] writes them. Whatever such a value is, a profile can be read if and
// only if it can with the value given here.
var varying = []struct {
	before, after, value string
	isValue              func(value []byte) bool
}{
	{`serial:   "`, `"`, "0", func(v []byte) bool { return len(v) <= MaxSerial && consistsOf(v, isLetterOrDigit) }},
	{`secret:   {hex: "`, `"}`, "00", func(v []byte) bool { return len(v) <= 2*oath.MaxSecret && len(v)%2 == 0 && consistsOf(v, isHexDigit) }},
	{"first_moving_factor: ", "", "1", isSmallNumber},
	{"counter:  ", "", "1", isSmallNumber},
}

// appendShape appends the text of a profile with the varying values replaced. Files with
// the same shape can all be read, or none can.
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
