package rehearse

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// tab is a press of the Tab key, for which the reader waits for an answer.
type tab struct {
	completion
	answer chan<- completion
}

// completion is a line and the position of the cursor in it, in bytes.
type completion struct {
	line string
	pos  int
}

// pressed is called for each key. It completes the line if the key is Tab.
func (s *session) pressed(line string, pos int, key rune) (newLine string, newPos int, ok bool) {
	if key != '\t' {
		return "", 0, false
	}
	answer := make(chan completion, 1)
	select {
	case s.tabs <- tab{completion{line, pos}, answer}:
	case <-s.over:
		return "", 0, false
	}
	select {
	case completed := <-answer:
		return completed.line, completed.pos, true
	case <-s.over: // the handler panicked
		return "", 0, false
	}
}

// complete completes what is before the cursor, as far as it is clear what is meant. A second Tab, or
// one on an empty line, lists the possibilities.
func (s *session) complete(at completion) completion {
	typed, rest := at.line[:at.pos], at.line[at.pos:]
	all := s.handler.Complete(typed)
	if len(all) == 0 {
		return at
	}
	completed := commonPrefix(all)
	switch {
	case len(all) == 1:
	case completed == typed && (typed == "" || typed == s.typed):
		s.list(all)
	default:
		s.typed = completed
	}
	return completion{completed + rest, len(completed)}
}

// list prints lines side by side, in as many rows as they need.
func (s *session) list(all []string) {
	var row string
	for _, line := range all {
		line = strings.TrimSpace(line)
		switch {
		case row == "":
			row = line
		case utf8.RuneCountInString(row)+2+utf8.RuneCountInString(line) < s.width:
			row += "  " + line
		default:
			fmt.Fprintln(&s.out, row)
			row = line
		}
	}
	fmt.Fprintln(&s.out, row)
}

// commonPrefix returns what all lines begin with. There is at least one line.
func commonPrefix(lines []string) string {
	prefix := []rune(lines[0])
	for _, line := range lines[1:] {
		n := 0
		for _, r := range line {
			if n == len(prefix) || prefix[n] != r {
				break
			}
			n++
		}
		prefix = prefix[:n]
	}
	return string(prefix)
}
