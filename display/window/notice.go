package window

import (
	"errors"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/errs"
)

// How long a message is shown, unless there is input before.
const (
	readingTime = 4 * time.Second
	errorTime   = 15 * time.Second
)

// minShown is how long a message is shown at least. Input that comes sooner cannot be a reaction to it, for example
// when a slow disk delayed the message.
const minShown = 100 * time.Millisecond

// notice is a message that disappears after a while. It counts as visible from the second frame after the one that set
// it.
type notice struct {
	face.Message
	stays time.Duration // how long it is visible
	old   bool          // the frame that set it is over
	since time.Time     // when it became visible; zero until then
}

// age advances the message by one frame and removes it when its time is over.
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

// left returns how long the message will stay. It is 0 until the message is visible, so that the next frame follows at
// once.
func (n *notice) left(now time.Time) time.Duration {
	if n.since.IsZero() {
		return 0
	}
	return n.stays - now.Sub(n.since)
}

// dismiss removes the message on input, if it has been visible for long enough. It reports whether it did.
func (n *notice) dismiss(now time.Time) bool {
	if n.since.IsZero() || now.Sub(n.since) < minShown {
		return false
	}
	*n = notice{}
	return true
}

func (w *Window) showMessage(text string) {
	w.message = notice{Message: face.Message{Text: text}, stays: readingTime}
}

// showError shows the first of the problems in err, their number and the hint, if any. It does nothing if err is nil.
func (w *Window) showError(err error) {
	if err == nil {
		return
	}
	problems := errs.Split(err)
	text := w.describe(problems[0])
	if len(problems) > 1 {
		text = w.texts.Count("window.problems", uint64(len(problems)), "problem", text)
	}
	if hint := errs.Hint(problems[0]); hint != "" {
		text += "\n" + hint
	}
	w.message = notice{Message: face.Message{Text: text, Error: true}, stays: errorTime}
}

// describe returns the text of an error. Errors of the token are in English; in another language a sentence before them
// says what they mean for the user.
func (w *Window) describe(err error) string {
	if errors.Is(err, device.ErrDead) {
		return w.texts.Text("window.token_dead", "problem", err.Error())
	}
	if _, is := errors.AsType[*device.StateError](err); is {
		return w.texts.Text("window.counter_fails", "problem", err.Error())
	}
	return w.texts.Error(err)
}
