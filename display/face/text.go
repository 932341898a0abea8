package face

import (
	"image/color"
	"strings"
	"unicode"
)

// capHeight is how high a capital letter is, as a part of the size; what is written in the middle of a row stands half
// of that below it.
const capHeight = 0.72

const ellipsis = "…"

// printable is text in one line, with nothing in it that is no letter.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// fit is as much of a text as fits into a width, with an ellipsis in place of the rest.
func (l *letters) fit(s style, text string, width float64) string {
	text = printable(text)
	if l.width(s, text) <= width {
		return text
	}
	alphabet, most, end := l.alphabet(s), width-l.width(s, ellipsis), 0
	if most < 0 {
		return ""
	}
	for i, letter := range text {
		if most -= alphabet.advance(letter); most < 0 {
			end = i
			break
		}
	}
	return strings.TrimRight(text[:end], " ") + ellipsis
}

// shrink is the style in a size at which the text fits into a width, down to a least size.
func (l *letters) shrink(s style, text string, width, least float64) style {
	if wide := l.width(s, printable(text)); wide > width {
		s.size = max(s.size*width/wide*0.99, min(least, s.size))
	}
	return s
}

// wrap breaks a text into lines, at most so many; what does not fit any more becomes an ellipsis. Of a word that is
// wider than a line the end is kept: such words are paths.
func (l *letters) wrap(s style, text string, width float64, most int) []string {
	var lines []string
	for paragraph := range strings.Lines(text) {
		line := ""
		for _, word := range strings.Fields(printable(paragraph)) {
			word = l.fitEnd(s, word, width)
			longer := strings.TrimLeft(line+" "+word, " ")
			if line != "" && l.width(s, longer) > width {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return l.atMost(s, lines, width, most)
}

// fitEnd is as much of the end of a text as fits into a width, with an ellipsis in place of the rest.
func (l *letters) fitEnd(s style, text string, width float64) string {
	if l.width(s, text) <= width {
		return text
	}
	alphabet, room := l.alphabet(s), width-l.width(s, ellipsis)
	letters := []rune(text)
	from := len(letters)
	for from > 0 && room >= alphabet.advance(letters[from-1]) {
		from--
		room -= alphabet.advance(letters[from])
	}
	return ellipsis + string(letters[from:])
}

// breakAnywhere breaks a text into lines anywhere, at most so many; what does not fit any more becomes an ellipsis.
func (l *letters) breakAnywhere(s style, text string, width float64, most int) []string {
	alphabet := l.alphabet(s)
	var lines []string
	line, used := "", 0.0
	for _, letter := range printable(text) {
		advance := alphabet.advance(letter)
		if used += advance; used > width && line != "" {
			lines = append(lines, line)
			line, used = "", advance
		}
		line += string(letter)
	}
	return l.atMost(s, append(lines, line), width, most)
}

// atMost is so many of the lines, the last with an ellipsis in place of the rest.
func (l *letters) atMost(s style, lines []string, width float64, most int) []string {
	if len(lines) <= most {
		return lines
	}
	lines[most-1] = l.fit(s, lines[most-1]+" "+ellipsis, width)
	return lines[:most]
}

// align says on which side of a place a text is written.
type align float64

const (
	left   align = 0
	centre align = 0.5
	right  align = 1
)

// line writes a text around the height y, on one side of x, within a width.
func (b brush) line(s style, text string, x, y, width float64, side align, ink color.NRGBA) {
	text = b.store.letters.fit(s, text, width)
	x -= float64(side) * b.store.letters.width(s, text)
	b.write(s, text, x, y+s.size*capHeight/2, ink)
}
