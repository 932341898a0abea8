package window

import (
	"fmt"
	"slices"

	"etokenpass/device"
)

// faster takes the next of the speeds, slower with a step of -1 the one before.
func (w *Window) faster(step int) {
	at := max(slices.Index(device.Speeds, w.clock.Speed()), 0)
	w.clock.SetSpeed(device.Speeds[min(max(at+step, 0), len(device.Speeds)-1)])
}

// skip lets the time pass that nothing happens in.
func (w *Window) skip() {
	left := w.token().device.Snapshot().ChangesIn
	if left == 0 {
		w.say("nothing to skip: the screen stays as it is")
		return
	}
	w.clock.Skip(left)
	w.say(fmt.Sprintf("skipped %.1f s", left.Seconds()))
}

// pace is how time passes, where that is not as ever.
func (w *Window) pace() string {
	switch {
	case w.clock.Paused():
		return "paused"
	case w.clock.Speed() != 1:
		return fmt.Sprintf("×%d", w.clock.Speed())
	}
	return ""
}
