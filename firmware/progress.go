package firmware

import "time"

// Progress is what the token is in the middle of: more than its LCD tells.
type Progress struct {
	Down    bool          // the button is down
	Held    time.Duration // for how long; a hold is Config.Hold, and it does not grow beyond
	Presses int           // counted on the self test towards Config.SyncPresses
	OffIn   time.Duration // until the LCD goes off if the button is left alone; 0 if it is off, or is not on its way there
}

// Progress tells what the token is in the middle of.
func (m *Machine) Progress() Progress {
	progress := Progress{Down: m.button.down, Held: m.button.held}
	if m.screen.State == SelfTest {
		progress.Presses = m.presses
	}
	if m.fading() {
		progress.OffIn = m.config.Timeout - m.lit
	}
	return progress
}
