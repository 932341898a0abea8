package window

import (
	"image"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// Host provides what the window needs from its environment.
type Host struct {
	Open func(path string) (*device.Token, error)                 // opens a dropped profile
	Save func(picture image.Image, serial string) (string, error) // returns the file's path

	// Copy puts a text on the clipboard. It must not block: it calls done once, later, from any goroutine.
	Copy func(text string, done func(error))

	Transcript Transcript // nil if there is none
}

// Transcript records every screen.
type Transcript interface {
	Record(screen device.Event) // must not block or use the token
	Err() error                 // why the transcript is incomplete; nil if it is complete
}

// Options configures a window.
type Options struct {
	Tokens     []*device.Token    // at least one
	Clock      *device.PacedClock // shared by all tokens
	Scale      float64            // factor for the initial size
	UpsideDown bool               // show the token upside down initially
	Back       bool               // show the back initially
	Language   locale.Language    // of the window's texts
	Host       Host
}

// Window is the state of the window: its tokens and the user's input. Its methods take the wall clock's time; the
// tokens have a clock of their own.
type Window struct {
	host     Host
	clock    *device.PacedClock
	language locale.Language
	texts    *locale.Texts

	tokens  []*token
	current int

	turned, back, assisting bool

	overlay overlay
	menu    menu
	mouse   Point // where the mouse was in the previous frame

	speed int // factor at which time passes while no finger is on the button

	list *face.Keys

	fingers map[Finger]bool // the fingers on the button
	focused bool
	closed  bool

	message   notice
	dismissed bool // the input of this frame has removed a message

	copying int         // copies in progress
	copies  chan copied // finished copies
	polled  time.Time
}

// New returns a window with the given tokens, the first of which is current.
func New(options Options) (*Window, error) {
	texts := locale.New(options.Language)
	w := &Window{
		host: options.Host, clock: options.Clock, language: options.Language, texts: texts,
		turned: options.UpsideDown, back: options.Back,
		speed: options.Clock.Speed(), list: listKeys(texts), menu: newMenu(), fingers: map[Finger]bool{}, copies: make(chan copied, 1),
	}
	w.clock.TickOnly()
	for _, each := range options.Tokens {
		if err := w.add(each); err != nil {
			return nil, err
		}
	}
	w.current = 0
	return w, nil
}

// Update runs one frame: it applies the input and advances the tokens' clock. The size is that of the window; now is the
// wall clock's time.
//
// A finger that has left the button was last seen on it in the previous frame, however long ago that was. It is lifted
// before the clock advances by the time since then, so that a press stays a press even if its release is read late
// because the computer was busy or asleep.
func (w *Window) Update(in Input, size face.Size, now time.Time) {
	w.dismissed = (len(in.Touches) > 0 || len(in.Keys) > 0 || in.MenuClick) && w.message.dismiss(now)
	w.showError(w.setFocus(in.Focused))
	for _, touch := range in.Touches {
		w.showError(w.liftBefore(touch))
	}
	if !in.Late || len(w.fingers) == 0 {
		w.clock.Tick()
	}
	if in.MenuClick {
		w.toggleMenu()
	}
	if moved := in.Mouse != w.mouse; moved && w.overlay == theMenu {
		w.point(in.Mouse, size)
	}
	w.mouse = in.Mouse
	for _, touch := range in.Touches {
		w.showError(w.touch(touch, size))
	}
	for _, key := range in.Keys {
		w.press(key, size)
	}
	w.drop(in.Dropped, in.Lost)
	if in.Closed {
		w.closed = true
	}
	for _, each := range w.tokens {
		each.sync()
	}
	w.reportCopies()
	w.poll(now)
	w.message.age(now)
}

// Appear records the initial screens in the transcript and shows the first message. Call it when the window appears.
func (w *Window) Appear() {
	for _, each := range w.tokens {
		w.record(device.Event{Snapshot: each.device.Snapshot()})
	}
	w.showMessage(w.texts.Text("window.shows_keys"))
}

// Closed reports whether the user has closed the window.
func (w *Window) Closed() bool { return w.closed }

// Err returns why the transcript is incomplete, or nil.
func (w *Window) Err() error {
	if w.host.Transcript == nil {
		return nil
	}
	return w.host.Transcript.Err()
}

// AssistOpen reports whether the assist panel is open.
func (w *Window) AssistOpen() bool { return w.assisting }

// Title returns the window's title.
func (w *Window) Title() string {
	return w.token().device.Profile().Model + " " + w.token().serial()
}

func (w *Window) token() *token { return w.tokens[w.current] }
