package rehearse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// session runs a conversation on a terminal in raw mode. One goroutine reads lines and edits
// them; the one that calls run does everything else, so that a handler needs no locks.
type session struct {
	keys     keys
	screen   io.Writer
	terminal *term.Terminal
	handler  handler

	out    bytes.Buffer // what the handler printed, until it is shown
	prompt string
	typed  string // at the last Tab, if it had several completions

	size    func() (width, height int, err error)
	width   int
	resized chan os.Signal

	reading bool          // the prompt is on the screen
	turns   chan struct{} // each lets the reader read a line
	entered chan entered  // the reader's answers
	tabs    chan tab
	over    chan struct{} // closed when tabs are no longer answered
}

// keys is what a user types. stop ends a Read that is waiting, with io.EOF.
type keys interface {
	io.Reader
	stop()
}

// entered is what came of reading a line.
type entered struct {
	line     string
	err      error
	panicked any
}

// eraseBelow erases everything below the cursor. [term.Terminal] does not erase the rest of a long
// line by itself if the cursor is in its first row.
const eraseBelow = "\x1b[J"

func newSession(keys keys, screen io.Writer) *session {
	s := &session{
		keys: keys, screen: screen,
		terminal: term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{keys, screen}, ""),
		size:    func() (int, int, error) { return 80, 24, nil },
		resized: make(chan os.Signal, 1),
		turns:   make(chan struct{}, 1), entered: make(chan entered, 1),
		tabs: make(chan tab), over: make(chan struct{}),
	}
	s.terminal.History = &history{}
	s.terminal.AutoCompleteCallback = s.pressed
	return s
}

// run runs the conversation until it has ended, and returns nil. It returns an error if the terminal
// fails, or if ctx is done first.
func (s *session) run(ctx context.Context, h handler) (err error) {
	s.handler = h
	go s.read()
	defer func() { err = errors.Join(err, s.end()) }()
	for {
		status, changesIn := s.handler.Tick()
		if s.handler.Ended() {
			return nil
		}
		if err := s.show(status); err != nil {
			return err
		}
		if !s.reading {
			s.resize() // not every system announces a new size
			s.reading = true
			s.turns <- struct{}{}
		}
		if err := s.await(ctx, changesIn); err != nil {
			return err
		}
	}
}

// await waits until something happens, and passes it on to the handler.
func (s *session) await(ctx context.Context, changesIn time.Duration) error {
	var changed <-chan time.Time
	if changesIn > 0 {
		changed = time.After(changesIn)
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("the rehearsal was interrupted: %w", context.Cause(ctx))
	case in := <-s.entered:
		return s.accept(in)
	case tab := <-s.tabs:
		tab.answer <- s.complete(tab.completion)
	case <-s.resized:
		s.resize()
	case <-changed: // run asks the handler
	}
	return nil
}

// accept passes a line on to the handler.
func (s *session) accept(in entered) error {
	switch {
	case in.panicked != nil:
		panic(in.panicked)
	case errors.Is(in.err, io.EOF):
		s.handler.GiveUp()
	case in.err != nil:
		return fmt.Errorf("cannot read the terminal: %w", in.err)
	default:
		s.reading = false
		s.handler.Line(in.line)
	}
	return nil
}

// show shows the status, and what the handler printed above the prompt. What has not changed is not
// drawn again.
func (s *session) show(status string) error {
	prompt := status + "> "
	if prompt == s.prompt && s.out.Len() == 0 {
		return nil
	}
	if s.out.Len() > 0 {
		s.out.WriteByte('\n') // an empty line, as before the prompt of --plain
	}
	s.prompt = prompt
	s.terminal.SetPrompt(prompt)
	defer s.out.Reset()
	_, err := s.terminal.Write(append([]byte(eraseBelow), s.out.Bytes()...))
	return err
}

func (s *session) resize() {
	width, height, err := s.size()
	if err != nil || width <= 0 {
		width, height = 80, 24
	}
	s.width = width
	_ = s.terminal.SetSize(width, height) // show reports a terminal that cannot be written to
}

// read reads a line each time it is its turn, so that nothing reads after the conversation is done.
func (s *session) read() {
	defer close(s.entered)
	defer func() {
		if panicked := recover(); panicked != nil {
			s.entered <- entered{panicked: panicked} // where the terminal is restored
		}
	}()
	for range s.turns {
		line, err := s.terminal.ReadLine()
		if errors.Is(err, term.ErrPasteIndicator) { // a pasted line counts like a typed one
			err = nil
		}
		s.entered <- entered{line: line, err: err}
		if err != nil {
			return
		}
	}
}

// end ends the reader, and shows what the handler printed last, below the prompt.
func (s *session) end() error {
	close(s.over)
	close(s.turns)
	s.keys.stop()
	for range s.entered { // until the reader has ended
	}
	last := strings.ReplaceAll(s.out.String(), "\n", "\r\n")
	if s.reading {
		last = "\r\n" + eraseBelow + last
	}
	_, err := io.WriteString(s.screen, last)
	return err
}
