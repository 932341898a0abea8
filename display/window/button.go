package window

import (
	"time"

	"etokenpass/display/face"
)

// liftBefore lifts a finger that was on the button at the end of the previous frame and has left it since.
func (w *Window) liftBefore(t Touch) error {
	if w.fingers[t.Finger] && (t.Up || !t.Held) {
		return w.lift(t.Finger)
	}
	return nil
}

// touch handles a finger's press and release. A finger that goes down on the button keeps it down until it goes up,
// wherever it has moved.
func (w *Window) touch(t Touch, size face.Size) error {
	if t.Down && w.onButton(t, size) {
		w.down(t.Finger)
	}
	if !t.Held && w.fingers[t.Finger] {
		return w.lift(t.Finger)
	}
	return nil
}

// onButton reports whether a finger that went down is on the button. If there is an overlay, the touch closes it instead.
func (w *Window) onButton(t Touch, size face.Size) bool {
	if w.overlay != none {
		w.overlay = none
		return false
	}
	if t.Finger == SpaceBar {
		return true
	}
	layout := face.Arrange(size, w.assisting)
	return layout.OnButton(t.At.X, t.At.Y, w.turned, w.back) || layout.OnButton(t.Before.X, t.Before.Y, w.turned, w.back)
}

func (w *Window) down(finger Finger) {
	w.fingers[finger] = true
	w.setPace()
	if len(w.fingers) == 1 {
		w.token().down()
	}
}

// lift takes a finger off the button, and releases the button if it was the last.
func (w *Window) lift(finger Finger) error {
	delete(w.fingers, finger)
	if len(w.fingers) > 0 {
		return nil
	}
	return w.up()
}

// release takes all fingers off the button.
func (w *Window) release() error {
	if len(w.fingers) == 0 {
		return nil
	}
	clear(w.fingers)
	return w.up()
}

// up releases the button.
func (w *Window) up() error {
	w.setPace()
	w.polled = time.Time{} // the counter may have changed
	return w.token().up()
}

// setFocus releases the button when the window loses the keyboard focus.
func (w *Window) setFocus(focused bool) error {
	lost := w.focused && !focused
	w.focused = focused
	if lost {
		return w.release()
	}
	return nil
}
