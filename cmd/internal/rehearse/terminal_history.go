package rehearse

// history holds the lines that the arrow keys bring back. Empty lines, such as those that release
// the button, and repetitions are left out.
type history struct{ lines []string }

// Add adds a line, unless it is empty or the same as the last one.
func (h *history) Add(line string) {
	if line != "" && (h.Len() == 0 || h.At(0) != line) {
		h.lines = append(h.lines, line)
	}
}

// Len returns the number of lines.
func (h *history) Len() int { return len(h.lines) }

// At returns a line; the last one is number 0.
func (h *history) At(i int) string { return h.lines[len(h.lines)-1-i] }
