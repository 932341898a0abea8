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
func (w *Window) add(d *device.Token) error {
	added, err := newToken(d, w.texts, w.record)
	if err != nil {
		return err
	}
	w.current = slices.IndexFunc(w.tokens, func(t *token) bool { return t.serial() == added.serial() })
	if w.current < 0 {
		w.tokens = append(w.tokens, added)
		w.current = len(w.tokens) - 1
	} else {
		w.tokens[w.current].watcher.Close()
	}
	w.tokens[w.current] = added
	w.polled = time.Time{}
	return nil
}

func (w *Window) record(seen device.Snapshot) {
	if w.host.Transcript != nil {
		w.host.Transcript.Record(seen)
	}
}

// drop opens the profiles that were dropped. What is wrong with one of them outweighs
// that the others are open, as those can be seen.
func (w *Window) drop(paths []string, lost error) {
	var opened []string
	for _, path := range paths {
		if err := w.open(path); err != nil {
			lost = errors.Join(lost, err)
			continue
		}
		opened = append(opened, w.token().serial())
	}
	if len(opened) > 0 {
		w.showMessage(w.texts.Text("window.opened", "serials", strings.Join(opened, ", ")))
	}
	w.showError(lost)
}

func (w *Window) open(path string) error {
	opened, err := w.host.Open(path)
	if err != nil {
		return err
	}
	err = w.release()
	if adding := w.add(opened); adding != nil {
		return errors.Join(err, adding)
	}
	w.record(opened.Snapshot())
	return err
}

// next goes through the tokens, forwards or backwards.
func (w *Window) next(step int) {
	if len(w.tokens) == 1 {
		w.showMessage(w.texts.Text("window.only_token"))
		return
	}
	w.showError(w.release())
	w.current = (w.current + step + len(w.tokens)) % len(w.tokens)
	w.polled = time.Time{}
}

// place is which of several tokens lies on top.
func (w *Window) position() string {
	if len(w.tokens) == 1 {
		return ""
	}
	return w.texts.Text("window.position", "n", strconv.Itoa(w.current+1), "all", strconv.Itoa(len(w.tokens)))
}
