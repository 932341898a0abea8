package display

import "etokenpass/internal/segment"

// Segments is the set of lit segments in one cell, one bit per segment; 0 is a blank cell. The names are the usual
// ones:
//
//	 aaa
//	f   b
//	f   b
//	 ggg
//	e   c
//	e   c
//	 ddd
type Segments uint8

// The seven segments, in the order of [segment.Letters].
const (
	A Segments = 1 << iota // top
	B                      // upper right
	C                      // lower right
	D                      // bottom
	E                      // lower left
	F                      // upper left
	G                      // middle
)

const (
	blank       Segments = 0
	allSegments          = A | B | C | D | E | F | G
)

// String returns the letters of the lit segments in the order a to g, such as "abdeg" for a 2, or "" for a blank cell.
func (s Segments) String() string {
	var letters []byte
	for i := range len(segment.Letters) {
		if s&(1<<i) != 0 {
			letters = append(letters, segment.Letters[i])
		}
	}
	return string(letters)
}

// turned returns the cell as seen upside down. The six outer segments form a ring, so half a turn moves each by three
// positions; the middle one stays.
func (s Segments) turned() Segments {
	ring := s & (A | B | C | D | E | F)
	return (ring<<3|ring>>3)&(A|B|C|D|E|F) | s&G
}
