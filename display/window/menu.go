package window

import (
	"slices"

	"etokenpass/display/face"
)

// menu is the menu. Its items are those of [Bindings] that have a text for it.
type menu struct {
	items    []Binding
	selected int  // the item that Enter chooses, or -1
	touched  bool // a finger went down on the menu and is still down
}

func newMenu() menu {
	items := slices.DeleteFunc(slices.Clone(Bindings), func(b Binding) bool { return b.Item == "" })
	return menu{items: items, selected: -1}
}

// toggleMenu opens the menu, or closes it if it is open.
func (w *Window) toggleMenu() {
	w.menu.selected, w.menu.touched = -1, false
	w.toggle(theMenu)
}

// menuItems returns the items of the menu.
func (w *Window) menuItems() (items face.Menu) {
	for i, binding := range w.menu.items {
		label, _ := binding.In(w.texts)
		items[i] = face.MenuItem{
			Text: w.texts.Text(binding.Item), Key: label,
			On: binding.on != nil && binding.on(w), Disabled: !binding.possible(w), Selected: i == w.menu.selected,
		}
	}
	return items
}

// menuKey handles a key that has a meaning only while the menu is open. It reports whether the key is one.
func (w *Window) menuKey(key string, size face.Size) bool {
	switch key {
	case "Up":
		w.selectNext(-1)
	case "Down":
		w.selectNext(1)
	case "Enter":
		w.choose(w.menu.selected, size)
	default:
		return false
	}
	return true
}

// selectNext selects the next item that has an effect, or with a step of -1 the previous one.
func (w *Window) selectNext(step int) {
	at := w.menu.selected
	if at < 0 && step < 0 {
		at = 0 // so that the last one is next
	}
	for range w.menu.items {
		at = (at + step + len(w.menu.items)) % len(w.menu.items)
		if w.menu.items[at].possible(w) {
			w.menu.selected = at
			return
		}
	}
}

// onMenu reports whether a finger can choose from the menu.
func (w *Window) onMenu(finger Finger) bool { return w.overlay == theMenu && finger != SpaceBar }

// point selects the item under the mouse.
func (w *Window) point(at Point, size face.Size) {
	item := w.menuLayout(size).At(at.X, at.Y)
	if item >= 0 && !w.menu.items[item].possible(w) {
		item = -1
	}
	w.menu.selected = item
}

// choose closes the menu and does what an item says. An item without effect does nothing.
func (w *Window) choose(item int, size face.Size) {
	if item < 0 || !w.menu.items[item].possible(w) {
		return
	}
	w.overlay = none
	w.menu.items[item].does(w, size)
}

func (w *Window) menuLayout(size face.Size) face.MenuLayout {
	return face.Arrange(size, w.assisting).Menu(len(w.menu.items), w.turned)
}
