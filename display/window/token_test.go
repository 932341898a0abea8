package window_test

import (
	"testing"

	"etokenpass/device"
	"etokenpass/display/window"
)

// If another user of a token presses it faster than the window can follow, the events
// say how many screens were missed.
func TestTranscriptCountsMissedScreens(t *testing.T) {
	f := newFixture(t)
	token := f.token(demo(t, "2", "button: {press_while_lit: next}"))
	w, err := window.New(window.Options{Tokens: []*device.Token{token}, Clock: f.clock, Host: window.Host{Transcript: f}})
	if err != nil {
		t.Fatal(err)
	}
	const presses = 40
	for range presses {
		if _, err := token.Press(); err != nil {
			t.Fatal(err)
		}
	}
	w.Update(window.Input{Focused: true}, size, f.wall.Now())
	if f.missed == 0 || len(f.recorded)+f.missed != presses {
		t.Errorf("of %d screens, the transcript received %d and missed %d", presses, len(f.recorded), f.missed)
	}
}
