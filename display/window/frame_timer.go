package window

import (
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// sleepBetweenFrames makes ebiten wait for events. The recommended mode calls Update 60 times a second even if nothing
// changes, which costs 3 to 10 % of a core.
func sleepBetweenFrames() {
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum) //nolint:staticcheck // see above
}

// frameTimer makes ebiten run a frame after a delay.
type frameTimer struct{ timer *time.Timer }

// retryTime is the interval at which the timer asks again until there is a frame, because ebiten ignores a request
// while it is busy with the window.
const retryTime = 50 * time.Millisecond

// newFrameTimer returns a timer that is not set. The window must have appeared.
func newFrameTimer() *frameTimer {
	f := &frameTimer{}
	f.timer = time.AfterFunc(math.MaxInt64, func() { // until it is set
		ebiten.ScheduleFrame() //nolint:staticcheck // see sleepBetweenFrames
		f.timer.Reset(retryTime)
	})
	return f
}

// set schedules the next frame and replaces an earlier setting.
func (f *frameTimer) set(d time.Duration) { f.timer.Reset(d) }
