package window

// Input is what the hands did since the last frame.
type Input struct {
	Touches []Touch
	Keys    []string // that went down, by the names in [Bindings]
	Dropped []string // paths of files
	Lost    error    // why something was dropped and has no path
	Focused bool     // the window has the keyboard
	Closed  bool     // somebody closed the window

	// Late says that the fingers may have been looked at long before this frame: one that
	// holds the button may be gone. The next frame knows.
	Late bool
}

// Finger is what can hold the button down. The finger on a touch screen comes as the
// mouse.
type Finger int

// The fingers.
const (
	Mouse Finger = iota
	SpaceBar
)

// Touch is what a finger did since the last frame. It may have gone down and up, or up
// and down, and then Held tells which came last.
type Touch struct {
	Finger   Finger
	At       Point
	Before   Point // a frame ago: a hand that clicks and moves on at once was there
	Down, Up bool
	Held     bool // it is down at the end
}

// Place is a place in the window, in pixels. The space bar has none: it is on the
// button.
type Point struct{ X, Y float64 }
