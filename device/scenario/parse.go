package scenario

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"etokenpass/device"
)

// The limits of a scenario.
const (
	maxPresses  = 1_000_000_000
	maxTime     = 100 * 365 * 24 * time.Hour // time.Duration is limited to 292 years
	maxTimeText = "100 years"
	maxLine     = 1000 // bytes
	maxLines    = 100_000
)

// Scenario is a list of steps.
type Scenario struct {
	name  string
	steps []step
}

// step is one line with a step.
type step struct {
	line int
	text string // the words, without comment and extra spaces
	verb string

	count int           // press
	every time.Duration // press
	time  time.Duration // hold, wait; 0 means the profile's hold time
	want  string        // expect
}

// Parse parses a scenario of at most 100,000 lines of at most 1000 bytes; name is the file
// name for errors. Lines may end in CR LF. Parse returns all problems joined, each an
// [*Error].
func Parse(name string, r io.Reader) (*Scenario, error) {
	p := parser{name: name}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, maxLine+3), maxLine+3) // with CR LF and one byte more, to detect longer lines
	for lines.Scan() {
		if p.number++; p.number > maxLines {
			return nil, &Error{File: name, Line: p.number, Problem: fmt.Sprintf("more than %d lines: press x1000 presses a thousand times", maxLines)}
		}
		if err := p.line(lines.Text()); err != nil {
			return nil, err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &Error{File: name, Line: p.number + 1, Problem: fmt.Sprintf("line longer than %d bytes: is this a scenario?", maxLine)}
	case err != nil:
		return nil, fmt.Errorf("the scenario cannot be read: %w", err)
	case len(p.problems) > 0:
		return nil, errors.Join(p.problems...)
	case len(p.steps) == 0:
		return nil, &Error{File: name, Line: max(p.number, 1), Problem: "no steps: is it the right file?"}
	}
	return &Scenario{name: name, steps: p.steps}, nil
}

type parser struct {
	name     string
	number   int
	steps    []step
	problems []error
}

func (p *parser) wrong(advice, format string, args ...any) {
	p.problems = append(p.problems, &Error{File: p.name, Line: p.number, Problem: fmt.Sprintf(format, args...), Advice: advice})
}

// line parses one line. It returns an error only if the file is not text; parsing then
// stops.
func (p *parser) line(text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return &Error{File: p.name, Line: p.number, Problem: "not text: a scenario is a UTF-8 text file"}
	}
	if p.number == 1 {
		text = strings.TrimPrefix(text, "\ufeff") // byte order mark
	}
	text, _, _ = strings.Cut(text, "#")
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	s := step{line: p.number, text: strings.Join(words, " "), verb: words[0]}
	if p.step(&s, words[1:]) {
		p.steps = append(p.steps, s)
	}
	return nil
}

func (p *parser) step(s *step, args []string) bool {
	switch s.verb {
	case "press":
		return p.press(s, args)
	case "hold":
		return len(args) == 0 || p.atMost(s, args, 1) && p.duration(args[0], time.Millisecond, &s.time)
	case "wait":
		if len(args) == 0 {
			p.wrong("", "wait needs a duration, like 27s")
			return false
		}
		return p.atMost(s, args, 1) && p.duration(args[0], time.Millisecond, &s.time)
	case "expect":
		if len(args) == 0 {
			p.wrong("", "expect needs a screen: %s", device.ScreensText)
			return false
		}
		s.want = args[0]
		return p.atMost(s, args, 1)
	case "show", "down", "up":
		return p.atMost(s, args, 0)
	}
	p.wrong("", "unknown step %q: must be press, hold, wait, expect, show, down or up", s.verb)
	return false
}

// atMost reports whether a step has at most limit arguments, and records a problem if not.
func (p *parser) atMost(s *step, args []string, limit int) bool {
	if len(args) <= limit {
		return true
	}
	p.wrong("write one step per line; # starts a comment", "%s: unexpected %q", s.verb, args[limit])
	return false
}

// press parses the arguments of press [xN] [every DURATION].
func (p *parser) press(s *step, args []string) bool {
	s.count, s.every = 1, device.PressEvery
	if len(args) > 0 && strings.HasPrefix(args[0], "x") {
		count, err := strconv.Atoi(args[0][1:])
		if err != nil || count < 1 || count > maxPresses || strings.ContainsAny(args[0][1:2], "+0") {
			p.wrong("", "press %q: must be x followed by a number from 1 to %d", args[0], maxPresses)
			return false
		}
		s.count, args = count, args[1:]
	}
	if len(args) == 0 {
		return true
	}
	if args[0] != "every" || len(args) != 2 {
		p.wrong("", "%q: must be press, press x4 or press x4 every 1s", s.text)
		return false
	}
	return p.duration(args[1], device.PressTime+time.Millisecond, &s.every)
}

// duration parses a duration of whole milliseconds, with a unit.
func (p *parser) duration(text string, minimum time.Duration, into *time.Duration) bool {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && strings.Trim(text, "0123456789.") == "":
		p.wrong(fmt.Sprintf("write %ss or %sms", text, text), "%s has no unit: must be a duration like 27s or 1500ms", text)
	case err != nil:
		p.wrong("", "%q is not a duration: must be like 27s or 1500ms", text)
	case d%time.Millisecond != 0:
		p.wrong("", "%s: must be whole milliseconds", text)
	case d < minimum || d > maxTime:
		p.wrong("", "%s: must be from %v to %s", text, minimum, maxTimeText)
	default:
		*into = d
		return true
	}
	return false
}
