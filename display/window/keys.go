package window

import (
	"strings"

	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// Binding is a key and its action.
type Binding struct {
	Key   string     // its name in [Input]; alternatives are joined by " or "
	Label locale.Key // the text for the key's label, if it is a word; empty if the label is Key
	Means locale.Key
	does  func(w *Window, size face.Size)
}

// Bindings lists all keys in display order.
var Bindings = []Binding{
	{"Space", "window.key.space", "window.keys.press", nil}, // handled as a Touch
	{"B", "", "window.keys.back", func(w *Window, _ face.Size) { w.back = !w.back }},
	{"U", "", "window.keys.turn", func(w *Window, _ face.Size) { w.turned = !w.turned }},
	{"C", "", "window.keys.copy", func(w *Window, _ face.Size) { w.copyLCD() }},
	{"S", "", "window.keys.save", func(w *Window, size face.Size) { w.save(size) }},
	{"A", "", "window.keys.assist", func(w *Window, _ face.Size) { w.assisting = !w.assisting }},
	{"Right", "window.key.right", "window.keys.skip", func(w *Window, _ face.Size) { w.skip() }},
	{"+", "", "window.keys.faster", func(w *Window, _ face.Size) { w.faster(1) }},
	{"-", "", "window.keys.slower", func(w *Window, _ face.Size) { w.faster(-1) }},
	{"P", "", "window.keys.pause", func(w *Window, _ face.Size) { w.clock.SetPaused(!w.clock.Paused()) }},
	{"N", "", "window.keys.next", func(w *Window, _ face.Size) { w.next(1) }},
	{"Shift+N", "", "window.keys.previous", func(w *Window, _ face.Size) { w.next(-1) }},
	{"H or F1", "window.key.list", "window.keys.list", func(w *Window, _ face.Size) { w.toggle(keyList) }},
	{"Esc", "", "window.keys.close", func(w *Window, _ face.Size) { w.closeTopmost() }},
	{"Q", "", "window.keys.quit", func(w *Window, _ face.Size) { w.closed = true }},
}

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
	if do := actions[key]; do != nil {
		do(w, size)
	}
}
