package window

import (
	"strconv"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/internal/locale"
)

// pollEvery is the interval at which the counter is read while the panel shows it: another process may press the same
// token.
const pollEvery = 500 * time.Millisecond

// counter is the token's counter when it was last read.
type counter struct {
	codes  uint64
	unread error // why it could not be read
}

func (c counter) in(texts *locale.Texts) string {
	if c.unread != nil {
		return texts.Text("window.counter.unreadable")
	}
	return strconv.FormatUint(c.codes, 10)
}

// poll reads the counter of the current token at intervals and when the panel opens.
func (w *Window) poll(now time.Time) {
	if !w.assisting {
		w.polled = time.Time{}
		return
	}
	if now.Sub(w.polled) < pollEvery {
		return
	}
	w.polled = now
	token := w.token()
	before := token.counter
	codes, err := token.device.Counter()
	token.counter = counter{codes, err}
	if before.unread == nil { // report an error once, not at each reading
		w.showError(err)
	}
}

// battery describes the battery's remaining life, in a form short enough for the panel.
func (t *token) battery(now time.Time) string {
	battery := t.device.Profile().Battery
	left, byCodes := battery.CodesLeft(t.counter.codes)
	end, byAge := battery.Ends()
	byCodes = byCodes && t.counter.unread == nil
	switch {
	case byAge && !now.Before(end):
		return t.texts.Text("window.battery.ended", "date", end.Format(time.DateOnly))
	case byCodes && byAge:
		return t.texts.Text("window.battery.left", "left", strconv.FormatUint(left, 10), "date", end.Format(time.DateOnly))
	case byCodes:
		return t.texts.Count("window.battery.codes", battery.Codes, "left", strconv.FormatUint(left, 10))
	case byAge:
		return t.texts.Text("window.battery.to", "date", end.Format(time.DateOnly))
	}
	return ""
}

// upsideDown returns the different code that the LCD reads as upside down, or "".
func upsideDown(seen device.Snapshot) string {
	reading, isCode := display.UpsideDown(seen.LCD)
	if !isCode || reading == seen.LCD {
		return ""
	}
	return reading
}
