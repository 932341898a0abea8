package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeTerminal is a terminal with a clock that the test moves.
type fakeTerminal struct {
	bytes.Buffer
	now time.Time
}

func (f *fakeTerminal) app() *App {
	return &App{Err: f, ErrIsTerminal: true, Now: func() time.Time { return f.now }}
}

// lines returns what has been printed since the last call, without trailing blanks.
func (f *fakeTerminal) lines() (lines []string) {
	for line := range strings.SplitSeq(f.String(), "\r") {
		if line = strings.TrimRight(line, " "); line != "" {
			lines = append(lines, line)
		}
	}
	f.Reset()
	return lines
}

func TestProgressCount(t *testing.T) {
	terminal := &fakeTerminal{now: time.Unix(0, 0)}
	progress := terminal.app().NewProgress("imported", true)
	const total = 100_000
	for done := range uint64(total) { // 10,000 a second
		progress.Count(done, total)
		terminal.now = terminal.now.Add(100 * time.Microsecond)
	}
	lines := terminal.lines()
	if first := lines[0]; first != "imported 10,001 of 100,000, 9 s left" {
		t.Errorf("the first line is %q", first)
	}
	if last := lines[len(lines)-1]; last != "imported 98,045 of 100,000, 1 s left" {
		t.Errorf("the last line is %q", last)
	}
	if len(lines) > 46 { // nine seconds, five times a second, and the first line
		t.Errorf("%d lines", len(lines))
	}
}

func TestProgressNumber(t *testing.T) {
	terminal := &fakeTerminal{now: time.Unix(0, 0)}
	progress := terminal.app().NewProgress("checked", true)
	terminal.now = terminal.now.Add(2 * time.Second)
	progress.Number(12_345)
	if lines := terminal.lines(); !slices.Equal(lines, []string{"checked 12,345"}) {
		t.Errorf("got %q", lines)
	}
}

func TestProgressShare(t *testing.T) {
	terminal := &fakeTerminal{now: time.Unix(0, 0)}
	progress := terminal.app().NewProgress("read", true)
	terminal.now = terminal.now.Add(2 * time.Second)
	progress.Share(0)
	terminal.now = terminal.now.Add(time.Second)
	progress.Share(0.25)
	terminal.now = terminal.now.Add(7 * time.Second)
	progress.Share(1)
	want := []string{"read 0 %", "read 25 %, 9 s left", "read 100 %, 1 s left"}
	if lines := terminal.lines(); !slices.Equal(lines, want) {
		t.Errorf("got %q", lines)
	}
}

// A shorter line overwrites all of a longer one, and End clears the line once.
func TestProgressClearsLine(t *testing.T) {
	terminal := &fakeTerminal{now: time.Unix(0, 0)}
	progress := terminal.app().NewProgress("read", true)
	for _, done := range []float64{0, 0.5, 0} {
		terminal.now = terminal.now.Add(2 * time.Second)
		progress.Share(done)
	}
	progress.End()
	progress.End()
	const want = "\rread 0 %\rread 50 %, 4 s left\rread 0 %           \r                   \r"
	if got := terminal.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// While the speed varies, the time left counts down and does not jump. After a standstill, the
// estimate follows.
func TestProgressIsSteady(t *testing.T) {
	terminal := &fakeTerminal{now: time.Unix(0, 0)}
	progress := terminal.app().NewProgress("read", true)
	done, previous := 0.0, 0
	for step := range 200 { // of a quarter of a second; every second one does three times the work
		done += []float64{0.00125, 0.00375}[step%2]
		terminal.now = terminal.now.Add(250 * time.Millisecond)
		progress.Share(done)
		for _, line := range terminal.lines() {
			var percent, left int
			if _, err := fmt.Sscanf(line, "read %d %%, %d s left", &percent, &left); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			if previous > 0 && (left > previous || left < previous-2) {
				t.Errorf("%d s left after %d s left", left, previous)
			}
			previous = left
		}
	}
	terminal.now = terminal.now.Add(time.Minute)
	progress.Share(done)
	if lines := terminal.lines(); !slices.Equal(lines, []string{"read 50 %, 110 s left"}) {
		t.Errorf("after a standstill: %q", lines)
	}
}

func TestProgressIsNotShown(t *testing.T) {
	for _, row := range []struct {
		what                  string
		terminal, undisturbed bool
		after                 time.Duration
	}{
		{"not a terminal", false, true, time.Minute},
		{"the result is printed to the terminal", true, false, time.Minute},
		{"in the first second", true, true, time.Second},
	} {
		terminal := &fakeTerminal{now: time.Unix(0, 0)}
		app := terminal.app()
		app.ErrIsTerminal = row.terminal
		progress := app.NewProgress("read", row.undisturbed)
		terminal.now = terminal.now.Add(row.after)
		progress.Count(1, 2)
		progress.End()
		if terminal.Len() > 0 {
			t.Errorf("%s: printed %q", row.what, terminal)
		}
	}
}

func TestTimeLeft(t *testing.T) {
	for left, want := range map[time.Duration]string{
		-time.Minute:              "0 s",
		0:                         "0 s",
		time.Millisecond:          "1 s",
		8 * time.Second:           "8 s",
		2 * time.Minute:           "120 s",
		121 * time.Second:         "3 min",
		2*time.Hour + time.Minute: "3 h",
		48 * time.Hour:            "48 h",
		49 * time.Hour:            "3 days",
		longest:                   "36,500 days",
	} {
		if got := timeLeft(left); got != want {
			t.Errorf("%v: got %s, want %s", left, got, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "0", 999: "999", 1000: "1,000", 12_345: "12,345", 1_234_567: "1,234,567", 1<<64 - 1: "18,446,744,073,709,551,615",
	} {
		if got := grouped(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
