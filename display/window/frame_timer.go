package window

import (
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// sleepBetweenFrames lets ebiten wait for events. It would rather have its users run 60
// times a second and draw nothing where nothing changes, which costs 3 to 10 % of a core.
func sleepBetweenFrames() {
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum) //nolint:staticcheck // see above
}

// frames wakes ebiten up.
type frames struct{ timer *time.Timer }

// retryTime is how soon the frames goes off again until there is a frame. ebiten forgets a
// call that comes while it is busy with the window itself.
const retryTime = 50 * time.Millisecond

// newFrameTimer makes an frames, for when there is a window to wake.
func newFrameTimer() *frames {
	a := &frames{}
	a.timer = time.AfterFunc(math.MaxInt64, func() { // until it is set
		ebiten.ScheduleFrame() //nolint:staticcheck // see sleepBetweenFrames
		a.timer.Reset(retryTime)
	})
	return a
}

// set has the frames go off in a while. Each frame sets it anew.
func (a *frames) set(d time.Duration) { a.timer.Reset(d) }
