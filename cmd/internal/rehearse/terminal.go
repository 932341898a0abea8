package rehearse

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"etokenpass/cmd/internal/cli"
)

// handler is the conversation that a session runs. Its methods are called one at a time. They
// print to the session's writer; the output appears when they return.
type handler interface {
	// Line carries out a line that the user entered.
	Line(line string)

	// GiveUp ends the conversation: the user pressed Ctrl-C or Ctrl-D.
	GiveUp()

	// Ended reports whether the conversation has ended: by a line, or because time has passed.
	Ended() bool

	// Tick takes the time that has passed into account. It returns what the prompt shows,
	// such as "284751 · 23 s", and the time until that changes; 0 if only a line changes it.
	Tick() (status string, changesIn time.Duration)

	// Complete returns the lines that the user may mean, all of which begin with line.
	Complete(line string) []string
}

// usable reports whether a session can run: whether standard input and output are a terminal
// that can move its cursor. Without one the conversation is printed as with --plain.
func usable(a *cli.App) bool {
	_, isFile := a.In.(*os.File)
	return isFile && a.InIsTerminal && a.OutIsTerminal && movesCursor(os.Getenv("TERM"))
}

// runOnTerminal runs a conversation on the terminal, which must be [usable], until it is done. It
// returns an error if a signal ended it or the terminal is gone. The terminal is then as it was
// before, even after a panic.
//
// Ctrl-C gives up while the button is held, too. Ctrl-Z has no effect.
func runOnTerminal(ctx context.Context, a *cli.App, start func(out io.Writer) handler) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	in := a.In.(*os.File)
	keys, err := openKeyboard(in)
	if err != nil {
		return fmt.Errorf("cannot read the terminal: %w", err)
	}
	defer keys.close()
	restore, err := takeOver(in)
	if err != nil {
		return fmt.Errorf("cannot switch the terminal to editing: %w", err)
	}
	defer restore()
	s := newSession(keys, a.Out)
	s.size = func() (int, int, error) { return term.GetSize(int(os.Stdout.Fd())) }
	defer notifyResized(s.resized)()
	return s.run(ctx, start(&s.out))
}
