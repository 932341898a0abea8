// Package segment has the names of an LCD's segments, and how many cells there can be. A
// profile names dead segments, and package display draws without them; neither may import the
// other, so the names are here.
package segment

import "strings"

// How many cells an LCD can have: F and five digits need six, and the longest code needs eight.
const (
	MinCells = 6
	MaxCells = 8
)

// Letters are the letters of the seven segments in one cell, as every seven-segment data sheet
// has them: clockwise from the top, the middle one last.
const Letters = "abcdefg"

// Parse reads the name of one segment of an LCD with so many cells, up to nine: the cell, counted from 1
// at the left, and the letter. "1g" is the middle of the leftmost cell. It returns the index of
// the cell, from 0, and the index of the letter in [Letters]. ok is false if text is not such
// a name.
func Parse(text string, cells int) (cell, letter int, ok bool) {
	if len(text) != 2 {
		return 0, 0, false
	}
	cell, letter = int(text[0])-'1', strings.IndexByte(Letters, text[1])
	if cell < 0 || cell >= cells || letter < 0 {
		return 0, 0, false
	}
	return cell, letter, true
}
