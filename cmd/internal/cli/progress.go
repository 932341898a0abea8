package cli

import "time"

// Progress tells people how far long work is, on standard error. It says nothing
// of what is over within a second, and nothing where nobody looks.
type Progress struct {
	tell  func(format string, args ...any) // nil says nothing
	now   func() time.Time
	next  time.Time
	shown bool
}

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// NewProgress tells progress if people look at standard error, and if it does
// not come between the lines of an answer that they look at too.
func (a *App) NewProgress(undisturbed bool) *Progress {
	p := &Progress{now: a.Now, next: a.Now().Add(progressAfter)}
	if a.ErrIsTerminal && undisturbed {
		p.tell = a.Tell
	}
	return p
}

// Show tells the part that is done, from 0 to 1.
func (p *Progress) Show(done float64) {
	if p.tell == nil {
		return
	}
	if now := p.now(); now.After(p.next) {
		p.tell("\r%5.1f %%", 100*done)
		p.next, p.shown = now.Add(progressEvery), true
	}
}

// End wipes the line.
func (p *Progress) End() {
	if p.shown {
		p.tell("\r       \r")
		p.shown = false
	}
}
