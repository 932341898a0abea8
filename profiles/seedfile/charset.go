package seedfile

import (
	"bufio"
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// legacyReader converts a text in Windows-1251 (Cyrillic) or Windows-1252 (Western European),
// which spreadsheets still write, to UTF-8. It leaves a text as it is if its first character
// beyond ASCII is valid UTF-8, or if it has control characters; a later check refuses what is
// then invalid.
type legacyReader struct {
	in    *bufio.Reader
	found func(charset string) // called when a character shows that the text is not UTF-8
	ready []byte               // to be returned

	settled bool             // nothing more to decide
	charset *charmap.Charmap // nil if the text is left as it is
}

func (r *legacyReader) Read(p []byte) (int, error) {
	if len(r.ready) == 0 {
		var err error
		if r.ready, err = r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// next returns the next bytes, converted. They are valid until the next call.
func (r *legacyReader) next() ([]byte, error) {
	if _, err := r.in.Peek(1); err != nil {
		return nil, err
	}
	text, _ := r.in.Peek(r.in.Buffered())
	if !r.settled {
		if plain := plainASCII(text); plain > 0 {
			text = text[:plain]
		} else {
			text, _ = r.in.Peek(peek) // what follows shows the character set
			r.settle(text)
		}
	}
	_, err := r.in.Discard(len(text))
	if r.charset != nil {
		text, err = r.charset.NewDecoder().Bytes(text)
	}
	return text, err
}

// settle decides about the character set of a text that begins with a character beyond ASCII or
// a control character.
func (r *legacyReader) settle(text []byte) {
	r.settled = true
	if _, size := utf8.DecodeRune(text); size > 1 || slices.ContainsFunc(text, isControl) {
		return
	}
	name := "Windows-1252"
	r.charset = charmap.Windows1252
	if looksCyrillic(text) {
		name, r.charset = "Windows-1251", charmap.Windows1251
	}
	r.found(name)
}

// plainASCII returns the length of the plain ASCII text at the beginning of a text.
func plainASCII(text []byte) int {
	for i, b := range text {
		if b >= utf8.RuneSelf || isControl(b) {
			return i
		}
	}
	return len(text)
}

// isControl reports whether a character is one of the control characters that text files lack.
func isControl(b byte) bool {
	return b < ' ' && b != '\t' && b != '\r' && b != '\n' && b != dosEnd[0]
}

// looksCyrillic reports whether most bytes beyond ASCII have another such byte beside them.
// Cyrillic words consist of them; in Western European words they are few between ASCII letters.
func looksCyrillic(text []byte) bool {
	isHigh := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= utf8.RuneSelf }
	joined, all := 0, 0
	for i := range text {
		if isHigh(i) {
			all++
			if isHigh(i-1) || isHigh(i+1) {
				joined++
			}
		}
	}
	return joined*2 > all
}

// charsetNotice is the warning for a converted file.
func charsetNotice(charset string) string {
	return fmt.Sprintf("not UTF-8: read as %s, so check the letters beyond a to z, or convert the file", charset)
}
