package window

// overlay is what covers the fob and takes the input that would press the button.
type overlay int

const (
	none overlay = iota
	keyList
	theMenu
)

// toggle opens an overlay, in place of another one, or closes it.
func (w *Window) toggle(which overlay) {
	if w.overlay == which {
		which = none
	}
	w.overlay = which
}

// closeTopmost closes the overlay; without one, the message, which any input removes; without a message, the assist
// panel.
func (w *Window) closeTopmost() {
	switch {
	case w.overlay != none:
		w.overlay = none
	case !w.dismissed:
		w.assisting = false
	}
}
