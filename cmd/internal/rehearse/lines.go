package rehearse

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"etokenpass/cmd/internal/cli"
)

// lines reads lines that a user types, or from another program.
type lines struct {
	app *cli.App
	in  *bufio.Reader
}

func newLines(a *cli.App) *lines {
	in := a.In
	if in == nil {
		in = strings.NewReader("")
	}
	return &lines{a, bufio.NewReader(in)}
}

// areTyped reports whether a person types them.
func (l *lines) areTyped() bool { return l.app.InIsTerminal }

// next asks a question and reads the answer. The error is io.EOF after the last line. Only a
// person is asked.
func (l *lines) next(question string) (string, error) {
	if l.areTyped() {
		if _, err := fmt.Fprint(l.app.Out, question); err != nil {
			return "", cli.OutputError(err)
		}
	}
	line, err := l.in.ReadString('\n')
	switch {
	case errors.Is(err, io.EOF) && line != "":
		err = nil
	case errors.Is(err, io.EOF) && l.areTyped():
		_, _ = fmt.Fprintln(l.app.Out) // end the line of the question
	case err != nil && !errors.Is(err, io.EOF):
		err = fmt.Errorf("standard input cannot be read: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), err
}

// converse carries out the lines one after the other, until the rehearsal or the input ends. It
// returns the name of an input that ended first.
func (c *conversation) converse(in *lines) (ranOut string, err error) {
	for !c.engine.Ended() {
		line, err := in.next("\n> ")
		if errors.Is(err, io.EOF) {
			return "the input", nil
		}
		if err != nil {
			return "", err
		}
		if !in.areTyped() {
			c.printer.command(line)
		}
		if c.Line(line); c.err != nil {
			return "", c.err
		}
	}
	return "", nil
}
