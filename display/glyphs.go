package display

// glyphs has the cell pattern of every character that an LCD can show. F is its only letter: it introduces the counter.
var glyphs = map[rune]Segments{
	'0': A | B | C | D | E | F,
	'1': B | C,
	'2': A | B | D | E | G,
	'3': A | B | C | D | G,
	'4': B | C | F | G,
	'5': A | C | D | F | G,
	'6': A | C | D | E | F | G, // with a tail, or it could be taken for the letter b
	'7': A | B | C,
	'8': allSegments,
	'9': A | B | C | D | F | G, // with a tail: a 6 turned round
	'F': A | E | F | G,
	' ': blank,
}

// misreadings has the patterns that no LCD sends but that people do read, because they meet them when they hold a
// display upside down.
var misreadings = map[Segments]rune{
	E | F:             '1', // a 1 turned round stands on the left of its cell
	A | D | E | F | G: 'E', // a 3 turned round
	C | E | F | G:     'h', // a 4 turned round
	D | E | F:         'L', // a 7 turned round
}

// unreadable is the reading of a pattern that is no character.
const unreadable = '?'

// reading is the character that a person sees in the cell: that of a glyph, a misreading, or '?'.
func (s Segments) reading() rune {
	for char, pattern := range glyphs {
		if pattern == s {
			return char
		}
	}
	if char, ok := misreadings[s]; ok {
		return char
	}
	return unreadable
}
