package window

// Input is the user input since the previous frame.
type Input struct {
	Touches []Touch
	Keys    []string // that were pressed, by their names in [Bindings]
	Dropped []string // paths of dropped files
	Lost    error    // why something dropped has no path
	Mouse   Point    // where the mouse is
	Focused bool     // the window has the keyboard focus
	Closed  bool     // the user has closed the window

	MenuClick bool // the right mouse button went down

	// Late means that the fingers may have been read long before this frame, so a finger that holds the button may
	// have left it. The next frame will report that.
	Late bool
}

// Finger identifies something that can hold the button down. A finger on a touch screen is reported as the mouse.
type Finger int

// The fingers.
const (
	Mouse Finger = iota
	SpaceBar
)

// Touch is what a finger did since the previous frame. If it went both down and up, Held reports which came last.
type Touch struct {
	Finger   Finger
	At       Point
	Before   Point // at the previous frame, for a click during a quick movement
	Down, Up bool
	Held     bool // it is down at the end of the frame
}

// Point is a position in the window, in physical pixels. It is not used for the space bar, which always acts on the
// button.
type Point struct{ X, Y float64 }
