package window

// Input is what the hands did since the last frame.
type Input struct {
	Touches []Touch
	Keys    []string // that went down, by the names in [Bindings]
	Dropped []string // paths of files
	Lost    error    // why something was dropped and has no path
	Focused bool     // the window has the keyboard
	Closed  bool     // somebody closed the window
}

// Finger is something that can hold the button down: a finger on a touch screen,
// numbered from 0, or one of the two below.
type Finger int

// The fingers that are none.
const (
	Mouse    Finger = -1
	SpaceBar Finger = -2
)

// Touch is what a finger did since the last frame. One that went down and up is down
// first.
type Touch struct {
	Finger   Finger
	At       Place
	Before   Place // a frame ago: a hand that clicks and moves on at once was there
	Down, Up bool
}

// Place is a place in the window, in pixels. The space bar has none: it is on the
// button.
type Place struct{ X, Y float64 }
