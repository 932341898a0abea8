package rehearse

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"etokenpass/cmd/internal/cli"
)

// maxLine is the longest line that is read, in bytes.
const maxLine = 64 << 10

// lines reads lines that a user types, or from another program.
type lines struct {
	app *cli.App
	in  *bufio.Scanner
}

func newLines(a *cli.App) *lines {
	l := &lines{a, bufio.NewScanner(a.In)}
	l.in.Buffer(nil, maxLine)
	return l
}

// areTyped reports whether a person types them.
func (l *lines) areTyped() bool { return l.app.InIsTerminal }

// next asks a question and reads the answer. The error is io.EOF after the last line. Only a
// person is asked, and nothing if the question is empty.
func (l *lines) next(question string) (string, error) {
	asks := l.areTyped() && question != ""
	if asks {
		if _, err := fmt.Fprint(l.app.Out, question); err != nil {
			return "", cli.OutputError(err)
		}
	}
	if l.in.Scan() {
		return l.in.Text(), nil
	}
	if asks {
		_, _ = fmt.Fprintln(l.app.Out) // end the line of the question
	}
	switch err := l.in.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return "", fmt.Errorf("standard input has a line of more than %d bytes: is it the right file?", maxLine)
	case err != nil:
		return "", fmt.Errorf("standard input cannot be read: %w", err)
	}
	return "", io.EOF
}

// converse carries out the lines one after the other, until the rehearsal or the input ends. It
// returns the name of an input that ended first.
func (c *conversation) converse(in *lines) (ranOut string, err error) {
	for !c.Ended() {
		line, err := in.next(c.prompt)
		if errors.Is(err, io.EOF) {
			if c.passes() {
				ranOut = "the input"
			}
			return ranOut, nil
		}
		if err != nil {
			return "", err
		}
		if !in.areTyped() {
			c.printer.command(line)
		}
		c.Line(line)
	}
	return "", c.err
}
