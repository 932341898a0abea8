package window

import (
	"strings"
	"time"

	"etokenpass/display/window/face"
)

// Binding is what a key does.
type Binding struct {
	Key   string // as on the keyboard; two that do the same are joined by " or "
	Means string
	does  func(w *Window, size face.Size, now time.Time)
}

// Bindings are all keys, in the order that people are told of them.
var Bindings = []Binding{
	{"Space", "the button: press it, or hold it", nil}, // a finger, see Touch
	{"B", "turn to the back, or to the front again", func(w *Window, _ face.Size, _ time.Time) { w.back = !w.back }},
	{"U", "turn upside down", func(w *Window, _ face.Size, _ time.Time) { w.turned = !w.turned }},
	{"C", "copy what the LCD shows", func(w *Window, _ face.Size, now time.Time) { w.copyLCD(now) }},
	{"S", "save a picture of the window", func(w *Window, size face.Size, now time.Time) { w.save(size, now) }},
	{"A", "open or close the assist panel", func(w *Window, _ face.Size, _ time.Time) { w.assisting = !w.assisting }},
	{"Right", "skip to the next change of the screen", func(w *Window, _ face.Size, now time.Time) { w.skip(now) }},
	{"+", "faster: 2, 5, 10, 60 times", func(w *Window, _ face.Size, _ time.Time) { w.faster(1) }},
	{"-", "slower", func(w *Window, _ face.Size, _ time.Time) { w.faster(-1) }},
	{"P", "pause, or go on", func(w *Window, _ face.Size, _ time.Time) { w.clock.SetPaused(!w.clock.Paused()) }},
	{"N", "the next token", func(w *Window, _ face.Size, now time.Time) { w.next(1, now) }},
	{"Shift+N", "the token before", func(w *Window, _ face.Size, now time.Time) { w.next(-1, now) }},
	{"H or F1", "show the keys, or hide them", func(w *Window, _ face.Size, _ time.Time) { w.listing = !w.listing }},
	{"Q", "end", func(w *Window, _ face.Size, _ time.Time) { w.closed = true }},
}

// doing finds what a key does by its name.
var doing = func() map[string]func(*Window, face.Size, time.Time) {
	found := map[string]func(*Window, face.Size, time.Time){}
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

func (w *Window) press(key string, size face.Size, now time.Time) {
	if do := doing[key]; do != nil {
		w.message.leave()
		do(w, size, now)
	}
}
