package window_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/display/face"
	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

// menu returns the items of the menu, which are none if it is closed.
func (f *fixture) menu() []face.MenuItem {
	items := f.Scene().Menu
	used := slices.IndexFunc(items[:], func(item face.MenuItem) bool { return item.Text == "" })
	return items[:used]
}

// item returns the middle of the item with a text in the open menu.
func (f *fixture) item(text string) window.Point {
	f.Helper()
	items := f.menu()
	i := slices.IndexFunc(items, func(item face.MenuItem) bool { return item.Text == text })
	if i < 0 {
		f.Fatalf("the menu has no item %q: %+v", text, items)
	}
	where := face.Arrange(size, f.AssistOpen()).Menu(len(items), f.Scene().Turned).Item(i)
	return middle(where.Min.X+where.Max.X, where.Min.Y+where.Max.Y)
}

func middle(twiceX, twiceY int) window.Point {
	return window.Point{X: float64(twiceX) / 2, Y: float64(twiceY) / 2}
}

// tap presses and releases the mouse or a finger at a point, in two frames.
func (f *fixture) tap(at window.Point) {
	f.frame(window.Input{Mouse: at, Touches: []window.Touch{{At: at, Before: at, Down: true, Held: true}}})
	f.frame(window.Input{Mouse: at, Touches: []window.Touch{{At: at, Before: at, Up: true}}})
}

func (f *fixture) tapMark() {
	mark := face.Arrange(size, f.AssistOpen()).Mark()
	f.tap(middle(mark.Min.X+mark.Max.X, mark.Min.Y+mark.Max.Y))
}

func (f *fixture) menuIsOpen() bool { return len(f.menu()) > 0 }

// selected returns the text of the selected item.
func (f *fixture) selected() string {
	for _, item := range f.menu() {
		if item.Selected {
			return item.Text
		}
	}
	return ""
}

func TestMenuOpensAndCloses(t *testing.T) {
	rightClick := func(f *fixture) { f.frame(window.Input{MenuClick: true}) }
	beside := func(f *fixture) { f.tap(window.Point{X: 1, Y: 1}) }
	for name, test := range map[string]struct{ open, close func(f *fixture) }{
		"right click": {rightClick, rightClick},
		"the mark":    {(*fixture).tapMark, (*fixture).tapMark},
		"M":           {func(f *fixture) { f.keys("M") }, func(f *fixture) { f.keys("M") }},
		"Esc":         {rightClick, func(f *fixture) { f.keys("Esc") }},
		"beside it":   {rightClick, beside},
		"Space":       {rightClick, func(f *fixture) { f.down(window.SpaceBar); f.up(window.SpaceBar) }},
		"H":           {rightClick, func(f *fixture) { f.keys("H") }},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			test.open(f)
			if !f.menuIsOpen() {
				t.Error("the menu is not open")
			}
			test.close(f)
			if f.menuIsOpen() {
				t.Error("the menu is still open")
			}
			f.wantLCD("") // neither presses the button
		})
	}
}

// The menu has an item for every key except Space, which is the button, and the keys that open and close.
func TestMenuReachesAllKeys(t *testing.T) {
	f := newFixture(t)
	f.keys("M")
	var missing []string
	for _, binding := range window.Bindings {
		label, _ := binding.In(locale.New(locale.English))
		if !slices.ContainsFunc(f.menu(), func(item face.MenuItem) bool { return item.Key == label }) {
			missing = append(missing, label)
		}
	}
	if got, want := strings.Join(missing, " "), "Space M Esc"; got != want {
		t.Errorf("the menu has no items for %s; want %s", got, want)
	}
}

// An item has the effect of its key, whether it is chosen with the mouse or with the keyboard, and closes the menu.
func TestMenuItems(t *testing.T) {
	for _, way := range []struct {
		name   string
		choose func(f *fixture, text string)
	}{
		{"mouse", func(f *fixture, text string) { f.tap(f.item(text)) }},
		{"keyboard", func(f *fixture, text string) {
			for range window.Bindings {
				if f.keys("Down"); f.selected() == text {
					break
				}
			}
			f.keys("Enter")
		}},
	} {
		for _, binding := range window.Bindings {
			if binding.Item == "" {
				continue
			}
			t.Run(way.name+" "+binding.Key, func(t *testing.T) {
				ready := func() *fixture {
					f := newFixture(t, demo(t, "1"), demo(t, "2"), demo(t, "3"))
					f.click()
					f.keys("+")
					return f
				}
				byKey, byMenu := ready(), ready()
				key, _, _ := strings.Cut(binding.Key, " or ")
				byKey.keys(key)
				byMenu.keys("M")
				way.choose(byMenu, locale.New(locale.English).Text(binding.Item))
				if got, want := byMenu.Scene(), byKey.Scene(); !sameScene(got, want) || byMenu.Closed() != byKey.Closed() {
					t.Errorf("the item leads to %+v, the key to %+v", got, want)
				}
				if byMenu.clipboard != byKey.clipboard || (byMenu.saved == nil) != (byKey.saved == nil) {
					t.Error("the item does not copy or save what the key does")
				}
			})
		}
	}
}

// sameScene compares scenes of two windows. Each window has its own list of keys.
func sameScene(a, b face.Scene) bool {
	same := (a.Keys == nil) == (b.Keys == nil)
	a.Keys, b.Keys = nil, nil
	return same && a == b
}

// Items show what is switched on; those without effect cannot be chosen.
func TestMenuStates(t *testing.T) {
	for _, test := range []struct {
		name         string
		do           func(f *fixture)
		on, disabled string
	}{
		{"at the start", func(*fixture) {}, "", "Copy, Skip ahead, Slower, Next token, Previous token"},
		{"a code is lit", func(f *fixture) { f.click() }, "", "Slower, Next token, Previous token"},
		{"several tokens", func(f *fixture) { f.frame(window.Input{Dropped: []string{"2"}}) }, "", "Copy, Skip ahead, Slower"},
		{"highest speed", func(f *fixture) { f.click(); f.keys("+", "+", "+", "+") }, "", "Faster, Next token, Previous token"},
		{"all on", func(f *fixture) { f.click(); f.keys("B", "U", "A", "P", "+") },
			"Back side, Upside down, Assist panel, Pause", "Next token, Previous token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			test.do(f)
			f.keys("M")
			var on, disabled []string
			for _, item := range f.menu() {
				if item.On {
					on = append(on, item.Text)
				}
				if item.Disabled {
					disabled = append(disabled, item.Text)
				}
			}
			if got := strings.Join(on, ", "); got != test.on {
				t.Errorf("on: %s; want %s", got, test.on)
			}
			if got := strings.Join(disabled, ", "); got != test.disabled {
				t.Errorf("disabled: %s; want %s", got, test.disabled)
			}
		})
	}
}

func TestMenuDisabledItem(t *testing.T) {
	f := newFixture(t)
	f.keys("M")
	f.tap(f.item("Copy"))
	f.wantMessage("", false)
	if !f.menuIsOpen() || f.selected() != "" {
		t.Error("an item without effect closes the menu or is selected")
	}
}

func TestMenuSelection(t *testing.T) {
	f := newFixture(t)
	f.keys("M", "Enter")
	if !f.menuIsOpen() {
		t.Error("Enter closes the menu although nothing is selected")
	}
	for _, step := range []struct{ key, want string }{
		{"Up", "Quit"}, {"Down", "Back side"}, {"Down", "Upside down"}, {"Down", "Save screenshot"}, {"Up", "Upside down"},
		{"Up", "Back side"}, {"Up", "Quit"}, {"Up", "Keys"},
	} {
		if f.keys(step.key); f.selected() != step.want {
			t.Errorf("after %s, %q is selected, want %q", step.key, f.selected(), step.want)
		}
	}
	f.frame(window.Input{Mouse: f.item("Pause")})
	if f.selected() != "Pause" {
		t.Errorf("with the mouse on Pause, %q is selected", f.selected())
	}
	f.frame(window.Input{})
	if f.selected() != "" {
		t.Errorf("with the mouse beside the menu, %q is selected", f.selected())
	}
	f.keys("Down", "M", "M")
	if f.selected() != "" {
		t.Errorf("when the menu opens, %q is selected", f.selected())
	}
}

// A finger that is lifted after the menu has closed chooses nothing.
func TestMenuClosesUnderFinger(t *testing.T) {
	f := newFixture(t)
	f.keys("M")
	at := f.item("Quit")
	f.frame(window.Input{Mouse: at, Touches: []window.Touch{{At: at, Before: at, Down: true, Held: true}}})
	f.keys("Esc")
	f.frame(window.Input{Mouse: at, Touches: []window.Touch{{At: at, Before: at, Up: true}}})
	if f.Closed() {
		t.Error("the finger has chosen an item of a closed menu")
	}
}

// A finger that leaves the menu before it is lifted chooses nothing.
func TestMenuFingerLeaves(t *testing.T) {
	f := newFixture(t)
	f.keys("M")
	at := f.item("Quit")
	f.frame(window.Input{Mouse: at, Touches: []window.Touch{{At: at, Before: at, Down: true, Held: true}}})
	away := window.Point{X: 1, Y: 1}
	f.frame(window.Input{Mouse: away, Touches: []window.Touch{{At: away, Before: at, Up: true}}})
	if f.Closed() || !f.menuIsOpen() {
		t.Error("a finger that left the menu has chosen an item or closed the menu")
	}
}

// The button stays down while the menu opens over it, and comes up with its finger.
func TestMenuOpensDuringHold(t *testing.T) {
	f := newFixture(t)
	f.down(window.Mouse)
	f.frame(window.Input{MenuClick: true})
	f.wait(4 * time.Second)
	f.wantLCD("888888")
	f.up(window.Mouse)
	if f.Scene().Down || !f.menuIsOpen() {
		t.Error("the button is still down, or the menu has closed")
	}
}
