package window

import (
	"time"

	"etokenpass/display/window/face"
)

// touch lets a finger press or release the button. One that went down on it keeps it
// down until it goes up, wherever it is then; several hold it until the last goes up.
func (w *Window) touch(t Touch, size face.Size, now time.Time) {
	if t.Down && w.onButton(t, size) {
		w.down(t.Finger)
	}
	if t.Up && w.fingers[t.Finger] {
		delete(w.fingers, t.Finger)
		w.up(now)
	}
}

// onButton tells whether a finger that went down meets the button. Under the list of
// keys, it closes the list.
func (w *Window) onButton(t Touch, size face.Size) bool {
	if t.Finger == SpaceBar {
		return true
	}
	if w.listing {
		w.listing = false
		return false
	}
	layout := face.Arrange(size, w.assisting)
	return layout.OnButton(t.At.X, t.At.Y, w.turned, w.back) || layout.OnButton(t.Before.X, t.Before.Y, w.turned, w.back)
}

func (w *Window) down(finger Finger) {
	w.fingers[finger] = true
	w.message = notice{} // what was said is of the past
	if len(w.fingers) == 1 {
		w.token().down()
	}
}

func (w *Window) up(now time.Time) {
	if len(w.fingers) > 0 {
		return
	}
	w.polled = time.Time{} // the counter may have grown
	if err := w.token().up(); err != nil {
		w.complain(now, err)
	}
}

// release takes all fingers off the button.
func (w *Window) release(now time.Time) {
	if len(w.fingers) > 0 {
		clear(w.fingers)
		w.up(now)
	}
}

// loseFocus releases the button when another window gets the keyboard, as a hand does
// that turns to something else.
func (w *Window) loseFocus(focused bool, now time.Time) {
	if w.focused && !focused {
		w.release(now)
	}
	w.focused = focused
}
