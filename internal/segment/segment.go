// Package segment defines the names of an LCD's segments and the number of its cells. It is a
// package of its own because profiles name dead segments and package display draws without
// them, and neither of the two may import the other.
package segment

import "strings"

// The number of cells of an LCD: F and five digits need six, and the longest code needs eight.
const (
	MinCells = 6
	MaxCells = 8
)

// Letters are the letters of the seven segments of a cell, as in data sheets of seven-segment
// displays: clockwise from the top, the middle one last.
const Letters = "abcdefg"

// Parse parses the name of a segment of an LCD with up to nine cells: the number of the cell,
// from 1 at the left, and a letter. For example, "1g" is the middle segment of the leftmost
// cell. It returns the index of the cell, from 0, and the index of the letter in [Letters]. ok
// is false if text is not the name of a segment.
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
