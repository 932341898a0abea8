package rehearse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// typist is a user at a terminal with a screen of its own. It runs in a bubble of synctest, where
// time passes only when the test lets it.
type typist struct {
	t      *testing.T
	pipe   *io.PipeWriter
	screen *screen
	ended  chan error
}

// pipedKeys is what the typist types. Like a keyboard, it is read byte by byte.
type pipedKeys struct{ pipe *io.PipeReader }

func (k pipedKeys) Read(data []byte) (int, error) { return k.pipe.Read(data[:1]) }
func (k pipedKeys) stop()                         { _ = k.pipe.CloseWithError(io.EOF) } // always nil

// sit starts a session with a handler at a terminal of a width.
func sit(ctx context.Context, t *testing.T, width int, start func(io.Writer) handler) *typist {
	t.Helper()
	reader, writer := io.Pipe()
	u := &typist{t, writer, &screen{width: width}, make(chan error, 1)}
	s := newSession(pipedKeys{reader}, u.screen)
	s.size = func() (int, int, error) { return u.screen.width, 24, nil }
	u.screen.resized = func() { s.resized <- nil }
	go func() {
		defer func() {
			if panicked := recover(); panicked != nil {
				u.ended <- fmt.Errorf("panicked: %v", panicked)
			}
		}()
		u.ended <- s.run(ctx, start(&s.out))
	}()
	synctest.Wait()
	return u
}

// types presses keys one after the other.
func (u *typist) types(keys string) {
	u.t.Helper()
	if _, err := io.WriteString(u.pipe, keys); err != nil {
		u.t.Fatalf("%q: %v", keys, err)
	}
	synctest.Wait()
}

// waits lets time pass.
func (u *typist) waits(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// sees checks the last lines on the screen, and where the cursor is: at the sign ‸.
func (u *typist) sees(want ...string) {
	u.t.Helper()
	got := u.screen.lines()
	if len(got) > len(want) {
		got = got[len(got)-len(want):]
	}
	if !slices.Equal(got, want) {
		u.t.Errorf("the screen shows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// isDone checks how the session ended.
func (u *typist) isDone(want error) {
	u.t.Helper()
	select {
	case err := <-u.ended:
		if !errors.Is(err, want) {
			u.t.Errorf("the session ended with %v, want %v", err, want)
		}
	default:
		u.t.Errorf("the session has not ended")
	}
}

// The keys that move the cursor.
const (
	up, down, right, left = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"

	ctrlC, ctrlD = "\x03", "\x04"
)

// screen is a terminal's screen that only grows: just as much of one as the session needs.
type screen struct {
	width    int
	resized  func()
	mutex    sync.Mutex
	rows     [][]rune
	row, col int
	broken   error // what writing returns
}

func (s *screen) Write(data []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.broken != nil {
		return 0, s.broken
	}
	for rest := []rune(string(data)); len(rest) > 0; {
		switch r := rest[0]; {
		case strings.HasPrefix(string(rest), "\x1b["):
			end := 2 + slices.IndexFunc(rest[2:], func(r rune) bool { return r >= 'A' })
			s.control(rest[end], string(rest[2:end]))
			rest = rest[end:]
		case r == '\r':
			s.col = 0
		case r == '\n':
			s.row++
		default:
			if s.col == s.width { // a terminal wraps when the next character comes
				s.row, s.col = s.row+1, 0
			}
			s.line()[s.col] = r
			s.col++
		}
		rest = rest[1:]
	}
	return len(data), nil
}

// line returns the row of the cursor.
func (s *screen) line() []rune {
	for len(s.rows) <= s.row {
		s.rows = append(s.rows, []rune(strings.Repeat(" ", 200)))
	}
	return s.rows[s.row]
}

// control carries out an escape sequence.
func (s *screen) control(command rune, argument string) {
	n := 1
	_, _ = fmt.Sscan(argument, &n) // without a number it is 1
	switch command {
	case 'A':
		s.row -= n
	case 'B':
		s.row += n
	case 'C':
		s.col += n
	case 'D':
		s.col -= n
	case 'J', 'K':
		for i := range s.line()[s.col:] {
			s.line()[s.col+i] = ' '
		}
		if command == 'J' {
			s.rows = s.rows[:s.row+1]
		}
	default:
		panic("an escape sequence that the screen does not know: " + argument + string(command))
	}
}

// lines returns what is on the screen.
func (s *screen) lines() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.line()
	lines := make([]string, len(s.rows))
	for i, row := range s.rows {
		if i == s.row {
			row = slices.Insert(slices.Clone(row), s.col, '‸')
		}
		lines[i] = strings.TrimRight(string(row), " ")
	}
	return lines
}

// resize changes the width and announces it.
func (s *screen) resize(width int) {
	s.mutex.Lock()
	s.width = width
	s.mutex.Unlock()
	s.resized()
	synctest.Wait()
}

// echo is a conversation that repeats what it is told. A number is a time in seconds that it
// counts down. "end" ends it, and "end then" does when it has counted down.
type echo struct {
	out   io.Writer
	end   time.Time // when it has counted down; zero: it does not count
	then  bool
	ended bool
}

func newEcho(out io.Writer) handler { return &echo{out: out} }

func (e *echo) Line(line string) {
	var seconds int
	switch n, _ := fmt.Sscan(line, &seconds); {
	case n == 1:
		e.end = time.Now().Add(time.Duration(seconds) * time.Second)
	case line == "panic":
		panic(line)
	default:
		_, _ = fmt.Fprintf(e.out, "[%s]\n", line) // to a buffer
	}
	e.then = line == "end then" || e.then
	e.ended = line == "end"
}

func (e *echo) GiveUp() {
	e.ended = true
	_, _ = fmt.Fprintln(e.out, "given up") // to a buffer
}

func (e *echo) Ended() bool { return e.ended }

func (e *echo) Tick() (string, time.Duration) {
	if e.end.IsZero() {
		return "", 0
	}
	left := time.Until(e.end)
	if left <= 0 {
		e.end, e.ended = time.Time{}, e.then
		_, _ = fmt.Fprintln(e.out, "the time is over,\nnothing is left") // to a buffer
		return "", 0
	}
	whole := (left + time.Second - 1) / time.Second
	return fmt.Sprintf("%d s", whole), left - (whole-1)*time.Second
}

func (e *echo) Complete(line string) []string {
	if line == "panic at" {
		panic(line)
	}
	var all []string
	for _, word := range []string{"держать ", "дернуть ", "подсказка", "положить трубку"} {
		if strings.HasPrefix(word, line) {
			all = append(all, word)
		}
	}
	return all
}

func atTerminal(t *testing.T, width int, do func(u *typist)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		u := sit(t.Context(), t, width, newEcho)
		do(u)
		_ = u.pipe.Close() // always nil
		synctest.Wait()    // a goroutine that is left fails the test
	})
}

func TestLines(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.sees("> ‸")
		u.types("нажать\r")
		u.sees("> нажать", "[нажать]", "", "> ‸")
		u.types("end\r")
		u.sees("> end", "[end]", "‸")
		u.isDone(nil)
	})
}

func TestEditing(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"ab" + left + "c", "> ac‸b"},
		{"ёж\x7f", "> ё‸"},
		{"one\rtwo\r" + up, "> two‸"},
		{"one\rtwo\r" + up + up, "> one‸"},
		{"one\rtwo\rthr" + up + up + down + down, "> thr‸"},
		{"one\rone\r\r" + up + up, "> one‸"}, // repeated and empty lines are not kept
		{"a" + ctrlD, "> a‸"},
		{"a\x1a", "> a‸"}, // Ctrl-Z
	} {
		atTerminal(t, 80, func(u *typist) {
			u.types(test.keys)
			u.sees(test.want)
		})
	}
}

func TestPromptCountsDownWhileTyping(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.types("10\rabc" + left)
		u.sees("> 10", "10 s> ab‸c")
		u.waits(999 * time.Millisecond)
		u.sees("10 s> ab‸c")
		u.waits(time.Millisecond)
		u.sees("> 10", "9 s> ab‸c")
		u.waits(9 * time.Second)
		u.sees("> 10", "the time is over,", "nothing is left", "", "> ab‸c")
		u.types(right + "\r")
		u.sees("> abc", "[abc]", "", "> ‸")
	})
}

// Lines can be pasted into a terminal that marks the beginning and the end of what is pasted.
func TestPastedLines(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.types("\x1b[200~press\rread\r\x1b[201~end\r")
		u.sees("> press", "[press]", "", "> read", "[read]", "", "> end", "[end]", "‸")
		u.isDone(nil)
	})
}

// Time can end a conversation, whatever is being typed.
func TestTimeEndsConversation(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.types("end then\r2\rpre")
		u.sees("> 2", "2 s> pre‸")
		u.waits(2 * time.Second)
		u.sees("> 2", "1 s> pre", "the time is over,", "nothing is left", "‸")
		u.isDone(nil)
	})
}

// What is typed may be longer than a row, with the cursor in the middle of it.
func TestOutputAboveLongLine(t *testing.T) {
	atTerminal(t, 12, func(u *typist) {
		u.types("10\r1234567890abcd")
		u.sees("> 10", "10 s> 123456", "7890abcd‸")
		u.types(strings.Repeat(left, 10))
		u.sees("> 10", "10 s> 1234‸56", "7890abcd")
		u.waits(time.Second)
		u.sees("> 10", "9 s> 1234‸567", "890abcd")
		u.waits(9 * time.Second)
		u.sees("> 10", "the time is", "over,", "nothing is l", "eft", "", "> 1234‸567890", "abcd")
	})
}

func TestResize(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.types("1234567890")
		u.screen.resize(100)
		u.sees("> 1234567890‸")
		u.types("\r12\r")
		u.screen.resize(6)
		u.types("abc\rabc")
		u.sees("12 s>", "abc‸")
	})
}

func TestComplete(t *testing.T) {
	for _, test := range []struct {
		keys string
		want []string
	}{
		{"держ\t", []string{"> держать ‸"}},
		{"под\t", []string{"> подсказка‸"}},
		{"д\t", []string{"> дер‸"}},
		{"д\t\t", []string{"держать  дернуть", "", "> дер‸"}},
		{"д\tж\t", []string{"> держать ‸"}},
		{"дер\t", []string{"> дер‸"}},
		{"дер\t\t", []string{"держать  дернуть", "", "> дер‸"}},
		{"дер\t\t\t", []string{"держать  дернуть", "", "держать  дернуть", "", "> дер‸"}},
		{"\t", []string{"держать  дернуть  подсказка", "положить трубку", "", "> ‸"}},
		{"x\t", []string{"> x‸"}},
		{"держx" + left + "\t", []string{"> держать ‸x"}},
	} {
		atTerminal(t, 40, func(u *typist) {
			u.types(test.keys)
			u.sees(test.want...)
		})
	}
}

func TestSessionEnds(t *testing.T) {
	cause := errors.New("terminated")
	for _, test := range []struct {
		name string
		end  func(u *typist, cancel context.CancelCauseFunc)
		want error
		last []string
	}{
		{"Ctrl-C", func(u *typist, _ context.CancelCauseFunc) { u.types(ctrlC) }, nil, []string{"10 s> abc", "given up", "‸"}},
		{"Ctrl-D", func(u *typist, _ context.CancelCauseFunc) { u.types("\x15" + ctrlD) }, nil, []string{"10 s>", "given up", "‸"}}, // after Ctrl-U
		{"end of input", func(u *typist, _ context.CancelCauseFunc) { _ = u.pipe.Close() }, nil, []string{"10 s> abc", "given up", "‸"}},
		{"error of input", func(u *typist, _ context.CancelCauseFunc) { _ = u.pipe.CloseWithError(io.ErrUnexpectedEOF) }, io.ErrUnexpectedEOF, []string{"10 s> abc", "‸"}},
		{"signal", func(_ *typist, cancel context.CancelCauseFunc) { cancel(cause) }, cause, []string{"10 s> abc", "‸"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				u := sit(ctx, t, 80, newEcho)
				u.types("10\rabc")
				test.end(u, cancel)
				synctest.Wait()
				u.isDone(test.want)
				u.sees(test.last...)
			})
		})
	}
}

func TestOutputFails(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		u.screen.broken = io.ErrClosedPipe
		u.types("abc\r")
		u.isDone(io.ErrClosedPipe)
	})
}

// A panic goes through the caller, which restores the terminal, and leaves no reader.
func TestPanicReachesCaller(t *testing.T) {
	for _, keys := range []string{"panic\r", "panic at\t"} {
		atTerminal(t, 80, func(u *typist) {
			u.types(keys)
			err := <-u.ended
			if err == nil || !strings.HasPrefix(err.Error(), "panicked: panic") {
				t.Errorf("%q: the session ended with %v", keys, err)
			}
		})
	}
}

// What is typed after the last line is not read: it is for the shell.
func TestNothingIsReadAfterTheEnd(t *testing.T) {
	atTerminal(t, 80, func(u *typist) {
		const last = "end\r"
		if n, err := io.WriteString(u.pipe, last+"ls\r"); n != len(last) || !errors.Is(err, io.EOF) {
			t.Errorf("%d bytes were read: %v", n, err)
		}
		synctest.Wait()
		u.isDone(nil)
	})
}
