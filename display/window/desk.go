package window

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"etokenpass/device"
)

// add puts a token on the desk, on top. One with the serial of another takes its
// place: somebody has edited the profile and wants to see what has changed.
func (w *Window) add(d *device.Device) error {
	added, err := newToken(d)
	if err != nil {
		return err
	}
	d.Watch(func(seen device.Snapshot) {
		added.note(seen.Since, words(seen))
		w.tell(seen)
	})
	w.current = slices.IndexFunc(w.tokens, func(t *token) bool { return t.serial() == added.serial() })
	if w.current < 0 {
		w.tokens = append(w.tokens, added)
		w.current = len(w.tokens) - 1
	}
	w.tokens[w.current] = added
	w.polled = time.Time{}
	return nil
}

// tell writes the transcript. If that fails, it is not tried again: a transcript with
// a hole in it is worse than one that ends.
func (w *Window) tell(seen device.Snapshot) {
	if w.host.Tell == nil || w.failed != nil {
		return
	}
	w.failed = w.host.Tell(seen)
}

// drop opens the profiles that were dropped. What is wrong with one of them outweighs
// that the others are open, as those can be seen.
func (w *Window) drop(paths []string, lost error, now time.Time) {
	var opened []string
	for _, path := range paths {
		if err := w.open(path, now); err != nil {
			lost = errors.Join(lost, err)
			continue
		}
		opened = append(opened, w.token().serial())
	}
	switch {
	case lost != nil:
		w.complain(now, lost)
	case len(opened) > 0:
		w.say(now, "opened "+strings.Join(opened, ", "))
	}
}

func (w *Window) open(path string, now time.Time) error {
	opened, err := w.host.Open(path)
	if err != nil {
		return err
	}
	w.release(now)
	if err := w.add(opened); err != nil {
		return err
	}
	w.tell(opened.Snapshot())
	return nil
}

// next goes through the tokens, forwards or backwards.
func (w *Window) next(step int, now time.Time) {
	if len(w.tokens) == 1 {
		w.say(now, "this is the only token; drop a profile on the window to add one")
		return
	}
	w.release(now)
	w.current = (w.current + step + len(w.tokens)) % len(w.tokens)
	w.polled = time.Time{}
}

// place is which of several tokens lies on top.
func (w *Window) place() string {
	if len(w.tokens) == 1 {
		return ""
	}
	return strconv.Itoa(w.current+1) + " of " + strconv.Itoa(len(w.tokens))
}
