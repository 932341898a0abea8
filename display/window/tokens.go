package window

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"etokenpass/device"
)

// add adds a token and makes it the current one. It replaces a token with the same serial, so that dropping an edited
// profile applies the changes.
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

func (w *Window) record(screen device.Event) {
	if w.host.Transcript != nil {
		w.host.Transcript.Record(screen)
	}
}

// drop opens the dropped profiles. If some fail, the error takes precedence over the confirmation, because the tokens
// that were opened are visible.
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
	w.record(device.Event{Snapshot: opened.Snapshot()})
	return err
}

// next switches to another token, forwards (step 1) or backwards (step -1).
func (w *Window) next(step int) {
	if !w.several() {
		w.showMessage(w.texts.Text("window.only_token"))
		return
	}
	w.showError(w.release())
	w.current = (w.current + step + len(w.tokens)) % len(w.tokens)
	w.polled = time.Time{}
}

func (w *Window) several() bool { return len(w.tokens) > 1 }

// position returns the current token's position among several, such as "2 of 3", or "" if there is only one.
func (w *Window) position() string {
	if !w.several() {
		return ""
	}
	return w.texts.Text("window.position", "n", strconv.Itoa(w.current+1), "all", strconv.Itoa(len(w.tokens)))
}
