package window

import (
	"time"

	"etokenpass/display/window/face"
)

// touch lets a finger press or release the button. One that went down on it keeps it
// down until it goes up, wherever it is then; of two that hold it, the last counts.
func (w *Window) touch(t Touch, size face.Size) error {
	var err error
	if t.Up && w.fingers[t.Finger] { // it was down before, so that up came first
		err = w.lift(t.Finger)
	}
	if t.Down && w.onButton(t, size) {
		w.down(t.Finger)
	}
	if !t.Held && w.fingers[t.Finger] {
		err = w.lift(t.Finger)
	}
	return err
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
	w.polled = time.Time{} // the counter may have grown
	return w.token().up()
}

// release takes all fingers off the button.
func (w *Window) release() error {
	if len(w.fingers) == 0 {
		return nil
	}
	clear(w.fingers)
	w.polled = time.Time{}
	return w.token().up()
}

// loseFocus releases the button when another window gets the keyboard, as a hand does
// that turns to something else.
func (w *Window) loseFocus(focused bool) error {
	lost := w.focused && !focused
	w.focused = focused
	if lost {
		return w.release()
	}
	return nil
}
