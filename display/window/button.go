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
	if t.Down {
		w.touchDown(t, size)
	}
	switch {
	case t.Held:
	case w.fingers[t.Finger]:
		return w.lift(t.Finger)
	case w.onMenu(t.Finger) && w.menu.touched:
		w.menu.touched = false
		w.choose(w.menuLayout(size).At(t.At.X, t.At.Y), size)
	}
	return nil
}

// touchDown handles a finger that goes down: on the menu, beside an overlay, which closes it, on the mark or on the
// button.
func (w *Window) touchDown(t Touch, size face.Size) {
	layout := face.Arrange(size, w.assisting)
	switch {
	case w.onMenu(t.Finger) && w.menuLayout(size).Contains(t.At.X, t.At.Y):
		w.point(t.At, size)
		w.menu.touched = true
	case w.overlay != none:
		w.overlay = none
	case t.Finger == SpaceBar || w.onButton(t.At, layout) || w.onButton(t.Before, layout):
		w.down(t.Finger)
	case layout.OnMark(t.At.X, t.At.Y):
		w.toggleMenu()
	}
}

func (w *Window) onButton(at Point, layout face.Layout) bool {
	return layout.OnButton(at.X, at.Y, w.turned, w.back)
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
