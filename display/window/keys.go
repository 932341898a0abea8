package window

import (
	"slices"
	"strings"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// Binding is a key and its action.
type Binding struct {
	Key   string     // its name in [Input]; alternatives are joined by " or "
	Label locale.Key // the text for the key's label, if it is a word; empty if the label is Key
	Means locale.Key // the text for the list of keys
	Item  locale.Key // the text for the menu; empty if the menu does not need the action
	does  func(w *Window, size face.Size)
	on    func(w *Window) bool // for an action that switches something on and off: whether it is on
	can   func(w *Window) bool // whether the action has an effect now; nil if it always has
}

// Bindings lists all keys in display order.
var Bindings = []Binding{
	{Key: "Space", Label: "window.key.space", Means: "window.keys.press"}, // handled as a Touch
	{
		Key: "B", Means: "window.keys.back", Item: "window.menu.back",
		does: func(w *Window, _ face.Size) { w.back = !w.back },
		on:   func(w *Window) bool { return w.back },
	},
	{
		Key: "U", Means: "window.keys.turn", Item: "window.menu.turn",
		does: func(w *Window, _ face.Size) { w.turned = !w.turned },
		on:   func(w *Window) bool { return w.turned },
	},
	{
		Key: "C", Means: "window.keys.copy", Item: "window.menu.copy",
		does: func(w *Window, _ face.Size) { w.copyLCD() },
		can:  func(w *Window) bool { return w.token().device.Snapshot().State != device.Off },
	},
	{
		Key: "S", Means: "window.keys.save", Item: "window.menu.save",
		does: func(w *Window, size face.Size) { w.save(size) },
	},
	{
		Key: "A", Means: "window.keys.assist", Item: "window.menu.assist",
		does: func(w *Window, _ face.Size) { w.assisting = !w.assisting },
		on:   func(w *Window) bool { return w.assisting },
	},
	{
		Key: "Right", Label: "window.key.right", Means: "window.keys.skip", Item: "window.menu.skip",
		does: func(w *Window, _ face.Size) { w.skip() },
		can:  func(w *Window) bool { return w.token().device.Snapshot().ChangesIn > 0 },
	},
	{
		Key: "+", Means: "window.keys.faster", Item: "window.menu.faster",
		does: func(w *Window, _ face.Size) { w.faster(1) },
		can:  func(w *Window) bool { return w.speed != slices.Max(device.Speeds()) },
	},
	{
		Key: "-", Means: "window.keys.slower", Item: "window.menu.slower",
		does: func(w *Window, _ face.Size) { w.faster(-1) },
		can:  func(w *Window) bool { return w.speed != slices.Min(device.Speeds()) },
	},
	{
		Key: "P", Means: "window.keys.pause", Item: "window.menu.pause",
		does: func(w *Window, _ face.Size) { w.clock.SetPaused(!w.clock.Paused()) },
		on:   func(w *Window) bool { return w.clock.Paused() },
	},
	{
		Key: "N", Means: "window.keys.next", Item: "window.menu.next",
		does: func(w *Window, _ face.Size) { w.next(1) },
		can:  (*Window).several,
	},
	{
		Key: "Shift+N", Means: "window.keys.previous", Item: "window.menu.previous",
		does: func(w *Window, _ face.Size) { w.next(-1) },
		can:  (*Window).several,
	},
	{
		Key: "H or F1", Label: "window.key.list", Means: "window.keys.list", Item: "window.menu.list",
		does: func(w *Window, _ face.Size) { w.toggle(keyList) },
	},
	{Key: "M", Means: "window.keys.menu", does: func(w *Window, _ face.Size) { w.toggleMenu() }},
	{Key: "Esc", Means: "window.keys.close", does: func(w *Window, _ face.Size) { w.closeTopmost() }},
	{
		Key: "Q", Means: "window.keys.quit", Item: "window.menu.quit",
		does: func(w *Window, _ face.Size) { w.closed = true },
	},
}

// possible reports whether the action has an effect now.
func (b Binding) possible(w *Window) bool { return b.can == nil || b.can(w) }

// In returns the key's label and the description of its action in a language.
func (b Binding) In(texts *locale.Texts) (label, means string) {
	label = b.Key
	if b.Label != "" {
		label = texts.Text(b.Label)
	}
	return label, texts.Text(b.Means)
}

// actions maps a key's name to its action.
var actions = func() map[string]func(*Window, face.Size) {
	found := map[string]func(*Window, face.Size){}
	for _, binding := range Bindings {
		for name := range strings.SplitSeq(binding.Key, " or ") {
			found[name] = binding.does
		}
	}
	return found
}()

// listKeys returns the list of keys that the window shows.
func listKeys(texts *locale.Texts) *face.Keys {
	list := make(face.Keys, len(Bindings))
	for i, binding := range Bindings {
		list[i][0], list[i][1] = binding.In(texts)
	}
	return &list
}

func (w *Window) press(key string, size face.Size) {
	if w.overlay == theMenu && w.menuKey(key, size) {
		return
	}
	if do := actions[key]; do != nil {
		do(w, size)
	}
}
