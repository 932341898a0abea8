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

// wrap breaks a text into lines, at most so many; what does not fit any more becomes an ellipsis.
func (l *letters) wrap(s style, text string, width float64, most int) []string {
	var lines []string
	for paragraph := range strings.Lines(text) {
		line := ""
		for _, word := range l.words(s, printable(paragraph), width) {
			longer := strings.TrimLeft(line+" "+word, " ")
			if line != "" && l.width(s, longer) > width {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines[most-1] = l.fit(s, lines[most-1]+" "+ellipsis, width)
		lines = lines[:most]
	}
	return lines
}

// words breaks a text at its spaces, and a word that is wider than a line, which paths can be, anywhere.
func (l *letters) words(s style, text string, width float64) []string {
	alphabet := l.alphabet(s)
	var words []string
	for _, word := range strings.Fields(text) {
		begin, used := 0, 0.0
		for i, letter := range word {
			advance := alphabet.advance(letter)
			if used += advance; used > width && i > begin {
				words = append(words, word[begin:i])
				begin, used = i, advance
			}
		}
		words = append(words, word[begin:])
	}
	return words
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
