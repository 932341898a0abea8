package window

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/display/window/face"
)

// How long a message stays, unless a hand does something before.
const (
	readingTime = 4 * time.Second
	errorTime   = 15 * time.Second
)

// notice is a message that fades.
type notice struct {
	face.Message
	until  time.Time
	frames int // that it is there
}

// age is one frame more.
func (n *notice) age(now time.Time) {
	n.frames++
	if !now.Before(n.until) {
		*n = notice{}
	}
}

// leave takes the message away, as it is of the past when a hand goes on. One of the
// last frame stays: what the hand does now it began before it could be read, as when
// the disk was slow.
func (n *notice) leave() {
	if n.frames > 1 {
		*n = notice{}
	}
}

func (w *Window) say(now time.Time, text string) {
	w.message = notice{Message: face.Message{Text: text}, until: now.Add(readingTime)}
}

// complain says what is wrong, if anything is: the first of several problems, as there
// is no room for more, and what to try.
func (w *Window) complain(now time.Time, err error) {
	if err == nil {
		return
	}
	problems := apart(err)
	text := problems[0].Error()
	if len(problems) > 1 {
		text = fmt.Sprintf("the first of %d problems: %s", len(problems), text)
	}
	var with interface{ Hint() string }
	if errors.As(problems[0], &with) && with.Hint() != "" {
		text += "\n" + with.Hint()
	}
	w.message = notice{Message: face.Message{Text: text, Error: true}, until: now.Add(errorTime)}
}

// apart takes joined errors apart.
func apart(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, each := range joined.Unwrap() {
		all = append(all, apart(each)...)
	}
	return all
}
