//go:build e2e

package e2e_test

import (
	"image"
	"strconv"
	"testing"

	"etokenpass/display/face"
)

// The menu opens by right click and by its mark; its items work with the mouse and the keyboard, and Esc closes it.
func TestMenu(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	before := w.still()

	w.choose(upsideDown, func() { w.on.do(t, "click", "3") })
	w.upsideDown = true
	w.click()
	w.shows("755224")

	w.choose(upsideDown, func() { w.clickAt(w.layout().Mark()) })
	w.upsideDown = false
	until(t, "the code is upright", func() bool { return w.sees("755224") })

	w.key("m", "Down", "Down", "Down", "Down", "Down", "Down", "Return") // the sixth item skips to the next screen
	w.shows("")
	w.quiet()

	w.key("m")
	until(t, "the menu is open", func() bool { return !alike(before, w.still()) })
	w.key("Escape")
	until(t, "the menu is closed", func() bool { return alike(before, w.still()) })
	w.key("Escape") // nothing is open
	w.click()
	w.shows("287082")
}

// The number of items in the menu, and the position of one of them.
const (
	menuItems  = 13
	upsideDown = 1
)

// choose opens the menu and clicks an item of it.
func (w *window) choose(item int, openMenu func()) {
	w.Helper()
	before := w.still()
	openMenu()
	until(w.T, "the menu is open", func() bool { return !alike(before, w.still()) })
	w.clickAt(w.layout().Menu(menuItems, w.upsideDown).Item(item))
}

// layout returns the layout of the window as it is now.
func (w *window) layout() face.Layout {
	w.Helper()
	return face.Arrange(sizeOf(w.on.shot(w.T, w.id)), w.assist)
}

// clickAt clicks the middle of a rectangle.
func (w *window) clickAt(where image.Rectangle) {
	w.Helper()
	middle := where.Min.Add(where.Max).Div(2)
	w.on.do(w.T, "mousemove", "--window", w.id, strconv.Itoa(middle.X), strconv.Itoa(middle.Y))
	w.on.do(w.T, "mousedown", "1", "mouseup", "1")
}
