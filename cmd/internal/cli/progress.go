package cli

import "time"

// Progress shows on standard error how far long work has come. It shows nothing in the
// first second, and nothing if standard error is not a terminal.
type Progress struct {
	print func(format string, args ...any) // nil shows nothing
	now   func() time.Time
	next  time.Time
	shown bool
}

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// NewProgress returns a progress display. Pass undisturbed as false if the result is printed
// to the same terminal meanwhile: nothing is shown then.
func (a *App) NewProgress(undisturbed bool) *Progress {
	p := &Progress{now: a.Now, next: a.Now().Add(progressAfter)}
	if a.ErrIsTerminal && undisturbed {
		p.print = a.Messagef
	}
	return p
}

// Show shows the fraction that is done, from 0 to 1.
func (p *Progress) Show(done float64) {
	if p.print == nil {
		return
	}
	if now := p.now(); now.After(p.next) {
		p.print("\r%5.1f %%", 100*done)
		p.next, p.shown = now.Add(progressEvery), true
	}
}

// End clears the line.
func (p *Progress) End() {
	if p.shown {
		p.print("\r       \r")
		p.shown = false
	}
}
