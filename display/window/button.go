package window

import (
	"time"

	"etokenpass/display/face"
)

// liftBefore lifts a finger that was on the button when the frame before ended. Of two
// that hold the button down, the last counts.
func (w *Window) liftBefore(t Touch) error {
	if w.fingers[t.Finger] && (t.Up || !t.Held) {
		return w.lift(t.Finger)
	}
	return nil
}

// touch lets a finger press the button, and release it if it is up again. One that went
// down on it keeps it down until it goes up, wherever it is then.
func (w *Window) touch(t Touch, size face.Size) error {
	if t.Down && w.onButton(t, size) {
		w.down(t.Finger)
	}
	if !t.Held && w.fingers[t.Finger] {
		return w.lift(t.Finger)
	}
	return nil
}

// onButton tells whether a finger that went down meets the button. Over the list of
// keys it closes the list.
func (w *Window) onButton(t Touch, size face.Size) bool {
	if w.listing {
		w.listing = false
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

// lift takes a finger off the button, which comes up under the last.
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

// up lets the button come up under the last finger.
func (w *Window) up() error {
	w.setPace()
	w.polled = time.Time{} // the counter may have grown
	return w.token().up()
}

// setFocus releases the button when another window gets the keyboard, as a hand does
// that turns to something else.
func (w *Window) setFocus(focused bool) error {
	lost := w.focused && !focused
	w.focused = focused
	if lost {
		return w.release()
	}
	return nil
}
