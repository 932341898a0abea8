package window_test

import (
	"testing"
	"time"

	"etokenpass/display/window"
)

// The window sleeps until something may have changed.
func TestMaxSleep(t *testing.T) {
	const frame = time.Second / 60
	for _, test := range []struct {
		name        string
		do          func(f *fixture)
		least, most time.Duration
	}{
		{"off: a heartbeat", func(*fixture) {}, time.Second, time.Second},
		{"lit: a heartbeat", func(f *fixture) { f.click() }, time.Second, time.Second},
		{"until it goes off", func(f *fixture) { f.click(); f.wait(26500 * time.Millisecond) }, 500 * time.Millisecond, 510 * time.Millisecond},
		{"at ten times the speed", func(f *fixture) { f.click(); f.wait(24 * time.Second); f.keys("+", "+", "+") }, 300 * time.Millisecond, 310 * time.Millisecond},
		{"paused", func(f *fixture) { f.click(); f.wait(26500 * time.Millisecond); f.keys("P") }, time.Second, time.Second},
		{"until a message has been read", func(f *fixture) { f.keys("C"); f.frames(); f.wait(3800 * time.Millisecond) }, 200 * time.Millisecond, 210 * time.Millisecond},
		{"the panel reads the counter", func(f *fixture) { f.keys("A"); f.wait(100 * time.Millisecond) }, 400 * time.Millisecond, 410 * time.Millisecond},
		{"the panel shows the remaining time", func(f *fixture) { f.keys("A"); f.click() }, 100 * time.Millisecond, 110 * time.Millisecond},
		{"the button is down", func(f *fixture) { f.down(window.Mouse) }, frame, frame},
		{"never sooner than the next frame", func(f *fixture) { f.keys("A", "+", "+", "+", "+"); f.click() }, frame, frame},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			test.do(f)
			if got := f.MaxSleep(f.wall.Now()); got < test.least || got > test.most {
				t.Errorf("MaxSleep = %v, want %v to %v", got, test.least, test.most)
			}
		})
	}
}
