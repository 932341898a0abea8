package face

import (
	"image/color"
	"strings"
	"unicode"
)

// capHeight is the height of a capital letter relative to the font size. Text that is centred vertically has its
// baseline half of that below the centre.
const capHeight = 0.72

const ellipsis = "…"

// printable returns text in one line, with unprintable characters replaced.
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

// fit returns as much of a text as fits into a width, with an ellipsis in place of the rest.
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

// fitMiddle returns as much of a text's beginning and end as fits into a width, with an ellipsis in place of the rest.
func (l *letters) fitMiddle(s style, text string, width float64) string {
	text = printable(text)
	if l.width(s, text) <= width {
		return text
	}
	begin := strings.TrimSuffix(l.fit(s, text, width/2), ellipsis)
	return begin + l.fitEnd(s, text, width-l.width(s, begin))
}

// shrink returns the style in the size at which the text fits into a width, but not below a minimum size.
func (l *letters) shrink(s style, text string, width, least float64) style {
	if wide := l.width(s, printable(text)); wide > width {
		s.size = max(s.size*width/wide*0.99, min(least, s.size))
	}
	return s
}

// wrap breaks a text into at most so many lines; an ellipsis replaces what does not fit. A word wider than a line keeps
// its end, because such words are usually paths.
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

// fitEnd returns as much of the end of a text as fits into a width, with an ellipsis in place of the rest.
func (l *letters) fitEnd(s style, text string, width float64) string {
	if l.width(s, text) <= width {
		return text
	}
	alphabet, free := l.alphabet(s), width-l.width(s, ellipsis)
	letters := []rune(text)
	from := len(letters)
	for from > 0 && free >= alphabet.advance(letters[from-1]) {
		from--
		free -= alphabet.advance(letters[from])
	}
	return ellipsis + string(letters[from:])
}

// breakAnywhere breaks a text between any two letters into at most so many lines; an ellipsis replaces what does not
// fit.
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

// atMost returns the first most lines; an ellipsis replaces the rest.
func (l *letters) atMost(s style, lines []string, width float64, most int) []string {
	if len(lines) <= most {
		return lines
	}
	lines[most-1] = l.fit(s, lines[most-1]+" "+ellipsis, width)
	return lines[:most]
}

// align is the horizontal alignment of a text: the part of its width that is left of the reference point.
type align float64

const (
	left   align = 0
	centre align = 0.5
	right  align = 1
)

// line writes a text centred vertically on y and aligned at x, shortened to the width.
func (b brush) line(s style, text string, x, y, width float64, side align, ink color.NRGBA) {
	text = b.store.letters.fit(s, text, width)
	x -= float64(side) * b.store.letters.width(s, text)
	b.write(s, text, x, y+s.size*capHeight/2, ink)
}
