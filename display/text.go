package display

import "strings"

// Text returns the frame as text art: five lines, each ended by a newline, of 4×cells+3 columns. Box-drawing characters
// form the case; inside it, each cell is three columns of '_' and '|'. All lines have the same width, and an LCD that
// is off has the same size as one that is lit, so drawings can replace each other in place.
func (f Frame) Text() string {
	var rows [3]strings.Builder
	for _, s := range f.lit[:f.cells] {
		rows[0].WriteString("  " + s.mark(A, "_") + " ")
		rows[1].WriteString(" " + s.mark(F, "|") + s.mark(G, "_") + s.mark(B, "|"))
		rows[2].WriteString(" " + s.mark(E, "|") + s.mark(D, "_") + s.mark(C, "|"))
	}
	edge := strings.Repeat("─", 4*f.cells+1)

	var art strings.Builder
	art.WriteString("┌" + edge + "┐\n")
	for i := range rows {
		art.WriteString("│" + rows[i].String() + " │\n")
	}
	art.WriteString("└" + edge + "┘\n")
	return art.String()
}

// mark returns ink if a segment is lit, a space otherwise.
func (s Segments) mark(segment Segments, ink string) string {
	if s&segment == 0 {
		return " "
	}
	return ink
}
