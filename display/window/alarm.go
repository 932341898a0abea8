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

// alarm wakes ebiten up.
type alarm struct{ timer *time.Timer }

// insist is how soon the alarm goes off again until there is a frame. ebiten forgets a
// call that comes while it is busy with the window itself.
const insist = 50 * time.Millisecond

// newAlarm makes an alarm, for when there is a window to wake.
func newAlarm() *alarm {
	a := &alarm{}
	a.timer = time.AfterFunc(math.MaxInt64, func() { // until it is set
		ebiten.ScheduleFrame() //nolint:staticcheck // see sleepBetweenFrames
		a.timer.Reset(insist)
	})
	return a
}

// set has the alarm go off in a while. Each frame sets it anew.
func (a *alarm) set(d time.Duration) { a.timer.Reset(d) }
