package seedfile

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// Exports keeps track of the exports of Google Authenticator that were read. An export that
// does not fit into one QR code has several parts. Readers of files that may hold parts of the
// same export share it. The zero value is ready for use.
type Exports struct{ exports []*export }

// export is an export of which at least one part was read.
type export struct {
	id    int64 // chosen at random by the app
	size  uint64
	parts map[uint64]partHash // by index
}

type partHash [sha256.Size]byte

// The maximum numbers of parts and of exports to keep track of. An export of a thousand parts
// has about 10,000 accounts.
const (
	maxParts   = 1000
	maxExports = 1000
)

// add records a part and reports whether it was read before. A different part with the same
// numbers was not: it belongs to another export.
func (e *Exports) add(id int64, size, index uint64, content []byte) (isRepeated bool) {
	hash := partHash(sha256.Sum256(content))
	for _, known := range e.exports {
		if known.id != id || known.size != size {
			continue
		}
		earlier, has := known.parts[index]
		switch {
		case !has:
			known.parts[index] = hash
			return false
		case earlier == hash:
			return true
		}
	}
	if len(e.exports) < maxExports {
		e.exports = append(e.exports, &export{id, size, map[uint64]partHash{index: hash}})
	}
	return false
}

// Missing returns a notice for each export of which parts were not read.
func (e *Exports) Missing() (notices []*Error) {
	for _, known := range e.exports {
		if missing := known.missing(); len(missing) > 0 {
			notices = append(notices, &Error{Kind: Notice, Problem: fmt.Sprintf(
				"export %d of Google Authenticator has %d parts, one QR code each; missing: part %s", known.id, known.size, strings.Join(missing, ", part "))})
		}
	}
	return notices
}

// missing returns the numbers of the missing parts, counted from 1.
func (e *export) missing() (parts []string) {
	for index := range e.size {
		if _, has := e.parts[index]; !has {
			parts = append(parts, fmt.Sprint(index+1))
		}
	}
	return parts
}
