package window

import (
	"fmt"
	"slices"

	"etokenpass/device"
	"etokenpass/display/face"
)

// faster selects the next speed, or with a step of -1 the previous one.
func (w *Window) faster(step int) {
	speeds := device.Speeds()
	at := max(slices.Index(speeds, w.speed), 0)
	w.speed = speeds[min(max(at+step, 0), len(speeds)-1)]
	w.setPace()
}

// setPace sets the clock to normal speed while a finger is on the button, so that a click is a click and a hold takes
// four seconds, and to the selected speed otherwise.
func (w *Window) setPace() {
	if len(w.fingers) > 0 {
		w.clock.SetSpeed(1)
		return
	}
	w.clock.SetSpeed(w.speed)
}

// skip advances the time to the next screen change.
func (w *Window) skip() {
	left := w.token().device.Snapshot().ChangesIn
	if left == 0 {
		w.showMessage(w.texts.Text("window.nothing_to_skip"))
		return
	}
	w.clock.Advance(left)
	w.showMessage(w.texts.Text("window.skipped", "time", face.Span(w.texts, left)))
}

// paceText describes how time passes, or is empty if it passes normally.
func (w *Window) paceText() string {
	switch {
	case w.clock.Paused():
		return w.texts.Text("window.paused")
	case w.speed != 1:
		return fmt.Sprintf("×%d", w.speed)
	}
	return ""
}
