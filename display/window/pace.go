package window

import (
	"fmt"
	"slices"

	"etokenpass/device"
	"etokenpass/display/face"
)

// faster takes the next of the speeds, slower with a step of -1 the one before.
func (w *Window) faster(step int) {
	at := max(slices.Index(device.Speeds, w.speed), 0)
	w.speed = device.Speeds[min(max(at+step, 0), len(device.Speeds)-1)]
	w.setPace()
}

// setPace lets time pass at the speed of fingers while one is on the button: a click is
// a click and a hold takes four seconds, however fast time goes otherwise.
func (w *Window) setPace() {
	if len(w.fingers) > 0 {
		w.clock.SetSpeed(1)
		return
	}
	w.clock.SetSpeed(w.speed)
}

// skip lets the time pass that nothing happens in.
func (w *Window) skip() {
	left := w.token().device.Snapshot().ChangesIn
	if left == 0 {
		w.showMessage(w.texts.Text("window.nothing_to_skip"))
		return
	}
	w.clock.Advance(left)
	w.showMessage(w.texts.Text("window.skipped", "time", face.Span(w.texts, left)))
}

// pace is how time passes, where that is not as ever.
func (w *Window) paceText() string {
	switch {
	case w.clock.Paused():
		return w.texts.Text("window.paused")
	case w.speed != 1:
		return fmt.Sprintf("×%d", w.speed)
	}
	return ""
}
