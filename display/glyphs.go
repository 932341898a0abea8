package display

// glyphs maps every character that an LCD can show to its cell pattern. F, the only letter, introduces the counter.
var glyphs = map[rune]Segments{
	'0': A | B | C | D | E | F,
	'1': B | C,
	'2': A | B | D | E | G,
	'3': A | B | C | D | G,
	'4': B | C | F | G,
	'5': A | C | D | F | G,
	'6': A | C | D | E | F | G, // with a tail, to distinguish it from the letter b
	'7': A | B | C,
	'8': allSegments,
	'9': A | B | C | D | F | G, // with a tail: a 6 upside down
	'F': A | E | F | G,
	' ': blank,
}

// misreadings maps patterns that the firmware never sends to the characters that a person reads in them when holding
// the display upside down.
var misreadings = map[Segments]rune{
	E | F:             '1', // a 1 upside down is on the left of its cell
	A | D | E | F | G: 'E', // a 3 upside down
	C | E | F | G:     'h', // a 4 upside down
	D | E | F:         'L', // a 7 upside down
}

// unreadable is the reading of a pattern that is not a character.
const unreadable = '?'

// reading returns the character that a person sees in the cell: a glyph, a misreading, or '?'.
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
