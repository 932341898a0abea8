package window

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"etokenpass/display/window/face"
)

// How long a message stays, unless the button is pressed before.
const (
	readingTime = 4 * time.Second
	errorTime   = 15 * time.Second
)

// mostLines of an error are shown: there is a command that shows all.
const mostLines = 3

// notice is a message that fades.
type notice struct {
	face.Message
	until time.Time
}

func (n *notice) fade(now time.Time) {
	if !now.Before(n.until) {
		*n = notice{}
	}
}

func (w *Window) say(now time.Time, text string) {
	w.message = notice{face.Message{Text: text}, now.Add(readingTime)}
}

func (w *Window) complain(now time.Time, err error) {
	lines := strings.Split(err.Error(), "\n")
	var with interface{ Hint() string }
	if len(lines) == 1 && errors.As(err, &with) && with.Hint() != "" {
		lines = append(lines, with.Hint())
	}
	if more := len(lines) - mostLines; more > 0 {
		lines = append(lines[:mostLines], "and "+strconv.Itoa(more)+" more; etokenpass profile check shows all")
	}
	w.message = notice{face.Message{Text: strings.Join(lines, "\n"), Error: true}, now.Add(errorTime)}
}
