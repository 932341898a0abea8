package window

import (
	"time"

	"etokenpass/display/face"
	"etokenpass/internal/errs"
)

// How long a message stays, unless a hand does something before.
const (
	readingTime = 4 * time.Second
	errorTime   = 15 * time.Second
)

// minShown is how long a message stays at least: what a hand does sooner it litAtDown before
// the message could be read, as when the disk was slow.
const minShown = 100 * time.Millisecond

// notice is a message that fades. It can be read from the frame on that comes after the
// one it is said in.
type notice struct {
	face.Message
	stays time.Duration
	old   bool      // the frame it was said in is over
	since time.Time // it can be read; zero until then
}

// age is one frame more.
func (n *notice) age(now time.Time) {
	switch {
	case !n.old:
		n.old = true
	case n.since.IsZero():
		n.since = now
	case n.left(now) <= 0:
		*n = notice{}
	}
}

// left is how long the message stays; nothing until it can be read, which the next
// frame will tell.
func (n *notice) left(now time.Time) time.Duration {
	if n.since.IsZero() {
		return 0
	}
	return n.stays - now.Sub(n.since)
}

// leave takes the message away, as it is of the past when a hand goes on.
func (n *notice) dismiss(now time.Time) {
	if !n.since.IsZero() && now.Sub(n.since) >= minShown {
		*n = notice{}
	}
}

func (w *Window) showMessage(text string) {
	w.message = notice{Message: face.Message{Text: text}, stays: readingTime}
}

// complain says what is wrong, if anything is: the first of several problems, as more
// do not fit, and what to try.
func (w *Window) showError(err error) {
	if err == nil {
		return
	}
	problems := errs.Split(err)
	text := w.texts.Error(problems[0])
	if len(problems) > 1 {
		text = w.texts.Count("window.problems", uint64(len(problems)), "problem", text)
	}
	if hint := errs.Hint(problems[0]); hint != "" {
		text += "\n" + hint
	}
	w.message = notice{Message: face.Message{Text: text, Error: true}, stays: errorTime}
}
