package window_test

import (
	"testing"
	"time"

	"etokenpass/display/window"
)

// The window sleeps until something can have changed.
func TestWake(t *testing.T) {
	const frame = time.Second / 60
	for _, test := range []struct {
		name        string
		do          func(d *desk)
		least, most time.Duration
	}{
		{"off: a heartbeat", func(*desk) {}, time.Second, time.Second},
		{"lit: a heartbeat", func(d *desk) { d.click() }, time.Second, time.Second},
		{"until it goes off", func(d *desk) { d.click(); d.wait(26500 * time.Millisecond) }, 500 * time.Millisecond, 510 * time.Millisecond},
		{"at ten times the speed", func(d *desk) { d.click(); d.wait(24 * time.Second); d.keys("+", "+", "+") }, 300 * time.Millisecond, 310 * time.Millisecond},
		{"paused", func(d *desk) { d.click(); d.wait(26500 * time.Millisecond); d.keys("P") }, time.Second, time.Second},
		{"until a message has been read", func(d *desk) { d.keys("C"); d.frames(); d.wait(3800 * time.Millisecond) }, 200 * time.Millisecond, 210 * time.Millisecond},
		{"the panel looks at the counter", func(d *desk) { d.keys("A"); d.wait(100 * time.Millisecond) }, 400 * time.Millisecond, 410 * time.Millisecond},
		{"the panel counts", func(d *desk) { d.keys("A"); d.click() }, 100 * time.Millisecond, 110 * time.Millisecond},
		{"the button is down", func(d *desk) { d.down(window.Mouse) }, frame, frame},
		{"never sooner than the next frame", func(d *desk) { d.keys("A", "+", "+", "+", "+"); d.click() }, frame, frame},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			test.do(d)
			if got := d.Wake(d.wall.Now()); got < test.least || got > test.most {
				t.Errorf("it sleeps for %v, want %v to %v", got, test.least, test.most)
			}
		})
	}
}
