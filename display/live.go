package display

import (
	"fmt"

	"etokenpass/internal/segment"
)

// A page that shows an LCD live lights its segments itself: it gets the path of each segment from [SegmentPaths] once,
// and from [Glyphs] which segments a character lights. A drawing is the [Glass], all segments in [Ghost], the lit ones
// in [Shadow], [ShadowOffset] units to the right and down, and the lit ones in [Lit].

// SegmentPath is a segment in its position on an LCD.
type SegmentPath struct {
	Name string // as a dead segment is written: "1g" is the middle of the leftmost cell
	Data string // SVG path data, in units
}

// SegmentPaths returns all segments of an LCD with the given number of cells, from [MinCells] to [MaxCells], cell by
// cell from the left and from a to g in each.
func SegmentPaths(cells int) []SegmentPath {
	var paths []SegmentPath
	for i, shape := range (Frame{cells: cells}).Shapes() {
		cell, letter := i/len(segment.Letters), segment.Letters[i%len(segment.Letters)]
		paths = append(paths, SegmentPath{fmt.Sprintf("%d%c", cell+1, letter), pathData(0, shape.Outline)})
	}
	return paths
}

// LitPath returns the SVG path data of the lit segments, in units: those of [SegmentPaths] in the same order. It is ""
// if none is lit.
func (f Frame) LitPath() string { return f.inks()[2].path() }

// Glyphs returns every character that an LCD can show with the letters of the segments that it lights, such as "abdeg"
// for a 2.
func Glyphs() map[string]string {
	all := map[string]string{}
	for char, pattern := range glyphs {
		all[string(char)] = pattern.String()
	}
	return all
}
