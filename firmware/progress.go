package firmware

import "time"

// Progress is the state of the button and the timers, which the LCD does not show.
type Progress struct {
	Down    bool          // the button is down
	Held    time.Duration // how long it has been down, at most Config.Hold
	Presses int           // counted on the self-test, towards Config.SyncPresses
	OffIn   time.Duration // until the LCD goes off if the button is left alone; 0 if it is off or the timeout is not running
}

// Progress returns the state of the button and the timers.
func (m *Machine) Progress() Progress {
	progress := Progress{Down: m.button.down, Held: m.button.held}
	if m.screen.State == SelfTest {
		progress.Presses = m.presses
	}
	if m.offPending() {
		progress.OffIn = m.config.Timeout - m.lit
	}
	return progress
}
