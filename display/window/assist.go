package window

import (
	"strconv"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/internal/locale"
)

// pollEvery is how often the counter is looked at while the panel shows it: somebody
// else may press the same token.
const pollEvery = 500 * time.Millisecond

// counter is the token's counter as last looked at.
type counter struct {
	codes  uint64
	unread error // why it cannot be told
}

func (c counter) in(texts *locale.Texts) string {
	if c.unread != nil {
		return texts.Text("window.counter.unreadable")
	}
	return strconv.FormatUint(c.codes, 10)
}

// poll looks at the counter of the token on top, now and then or when the panel opens.
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
	if before.unread == nil { // an error is told once, not with each look
		w.showError(err)
	}
}

// battery is what is left of it, in the few words that fit beside each other.
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

// upsideDown is the other code that the LCD is taken for upside down.
func upsideDown(seen device.Snapshot) string {
	reading, isCode := display.UpsideDown(seen.LCD)
	if !isCode || reading == seen.LCD {
		return ""
	}
	return reading
}
