package window

import (
	"image"
	"time"

	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// Host is what a window asks of the world around it.
type Host struct {
	Open func(path string) (*device.Token, error)                 // a profile that was dropped
	Save func(picture image.Image, serial string) (string, error) // to a file, whose path it tells

	// Copy puts a text on the clipboard. It does not wait: done is called later, once,
	// from wherever it likes.
	Copy func(text string, done func(error))

	Transcript Transcript // nil is none
}

// Transcript is told of every screen.
type Transcript interface {
	Record(seen device.Snapshot) // does not wait, and does not touch the token
	Err() error                  // why it is not whole; nil as long as it is
}

// Options is how a window begins.
type Options struct {
	Tokens     []*device.Token    // at least one
	Clock      *device.PacedClock // of all of them
	Scale      float64            // of the window's first size
	UpsideDown bool
	Language   locale.Language // of everything that the window says
	Host       Host
}

// Window is the tokens on the desk, and what the hands do to them. Time is what the
// wall clock says: the tokens have a clock of their own.
type Window struct {
	host     Host
	clock    *device.PacedClock
	language locale.Language
	texts    *locale.Texts

	tokens  []*token
	current int

	turned, back, assisting, listing bool

	speed int // how many times faster time goes while no finger is on the button

	list *face.Keys

	fingers map[Finger]bool // that hold the button down
	focused bool
	closed  bool

	message notice
	copying int         // that are not done
	copies  chan copied // that are
	polled  time.Time
}

// New puts tokens on the desk.
func New(options Options) (*Window, error) {
	texts := locale.New(options.Language)
	w := &Window{
		host: options.Host, clock: options.Clock, language: options.Language, texts: texts, turned: options.UpsideDown,
		speed: options.Clock.Speed(), list: listKeys(texts), fingers: map[Finger]bool{}, copies: make(chan copied, 1),
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

// Update is one frame: the hands act, and time passes for all tokens.
//
// A finger that has left the button was last seen on it a frame ago, however long that
// was: it is lifted before the time passes that has passed since then. So a press that is
// read late, by a computer that was busy or slept, is a press.
func (w *Window) Update(in Input, size face.Size, now time.Time) {
	if len(in.Touches) > 0 || len(in.Keys) > 0 {
		w.message.dismiss(now)
	}
	w.showError(w.setFocus(in.Focused))
	for _, touch := range in.Touches {
		w.showError(w.liftBefore(touch))
	}
	if !in.Late || len(w.fingers) == 0 {
		w.clock.Tick()
	}
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

// Appear tells the transcript what the LCDs show when the window appears.
func (w *Window) Appear() {
	for _, each := range w.tokens {
		w.record(each.device.Snapshot())
	}
	w.showMessage(w.texts.Text("window.shows_keys"))
}

// Closed tells whether the user has ended it.
func (w *Window) Closed() bool { return w.closed }

// Failed is why the transcript is not whole, if it is not.
func (w *Window) Err() error {
	if w.host.Transcript == nil {
		return nil
	}
	return w.host.Transcript.Err()
}

// Assisting tells whether the assist panel is open.
func (w *Window) AssistOpen() bool { return w.assisting }

// Title is what the window's frame says.
func (w *Window) Title() string {
	return w.token().device.Profile().Model + " " + w.token().serial()
}

func (w *Window) token() *token { return w.tokens[w.current] }
