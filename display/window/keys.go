package window

import (
	"strings"

	"etokenpass/display/face"
)

// Binding is what a key does.
type Binding struct {
	Key   string // as on the keyboard; two that do the same are joined by " or "
	Means string
	does  func(w *Window, size face.Size)
}

// Bindings are all keys, in the order that people are told of them.
var Bindings = []Binding{
	{"Space", "the button: press it, or hold it", nil}, // a finger, see Touch
	{"B", "turn to the back, or to the front again", func(w *Window, _ face.Size) { w.back = !w.back }},
	{"U", "turn upside down", func(w *Window, _ face.Size) { w.turned = !w.turned }},
	{"C", "copy what the LCD shows", func(w *Window, _ face.Size) { w.copyLCD() }},
	{"S", "save a picture of the window", func(w *Window, size face.Size) { w.save(size) }},
	{"A", "open or close the assist panel", func(w *Window, _ face.Size) { w.assisting = !w.assisting }},
	{"Right", "skip to the next change of the screen", func(w *Window, _ face.Size) { w.skip() }},
	{"+", "faster: 2, 5, 10, 60 times", func(w *Window, _ face.Size) { w.faster(1) }},
	{"-", "slower", func(w *Window, _ face.Size) { w.faster(-1) }},
	{"P", "pause, or go on", func(w *Window, _ face.Size) { w.clock.SetPaused(!w.clock.Paused()) }},
	{"N", "the next token", func(w *Window, _ face.Size) { w.next(1) }},
	{"Shift+N", "the token before", func(w *Window, _ face.Size) { w.next(-1) }},
	{"H or F1", "show the keys, or hide them", func(w *Window, _ face.Size) { w.listing = !w.listing }},
	{"Q", "end", func(w *Window, _ face.Size) { w.closed = true }},
}

// doing finds what a key does by its name.
var doing = func() map[string]func(*Window, face.Size) {
	found := map[string]func(*Window, face.Size){}
	for _, binding := range Bindings {
		for name := range strings.SplitSeq(binding.Key, " or ") {
			found[name] = binding.does
		}
	}
	return found
}()

// listKeys is what the window shows of the bindings.
func listKeys() *face.Keys {
	list := make(face.Keys, len(Bindings))
	for i, binding := range Bindings {
		list[i] = [2]string{binding.Key, binding.Means}
	}
	return &list
}

func (w *Window) press(key string, size face.Size) {
	if do := doing[key]; do != nil {
		do(w, size)
	}
}
