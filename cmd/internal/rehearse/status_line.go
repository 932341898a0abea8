package rehearse

import (
	"fmt"
	"strings"
	"time"

	"etokenpass/device"
	"etokenpass/rehearsal"
)

// Tick lets time pass until now, and prints what happened. It returns what the customer sees and
// does, for the prompt, and the time until that changes or the time limit is over; 0 if only a line
// changes anything.
func (c *conversation) Tick() (status string, changesIn time.Duration) {
	c.pass()
	c.flush("")
	view := c.engine.View()
	if c.engine.Ended() {
		return "", 0
	}
	if plays(c.engine, rehearsal.Customer) {
		status, changesIn = c.hand(view)
	}
	if left := c.engine.Exercise().Limit - view.At; left > 0 && (changesIn == 0 || left < changesIn) {
		changesIn = left
	}
	if c.clock == nil {
		changesIn = 0
	}
	return status, changesIn
}

// hand returns what the customer sees on the LCD and does with the button, and the time until that
// changes; 0 if it does not change by itself.
func (c *conversation) hand(view rehearsal.View) (status string, changesIn time.Duration) {
	var parts []string
	if view.Token.State != device.Off && !view.Back {
		parts = append(parts, strings.TrimSpace(view.LCD.Reading()))
	}
	switch off := view.Token.OffIn; {
	case view.Token.Down:
		down := view.At - c.downAt
		parts = append(parts, c.texts.Text("rehearse.prompt.down", "seconds", fmt.Sprint(int(down.Seconds()))))
		changesIn = time.Second - down%time.Second
	case len(parts) > 0 && off > 0:
		parts = append(parts, c.texts.Text("rehearse.prompt.off_in", "seconds", wholeSeconds(off)))
		changesIn = (off-1)%time.Second + 1
	}
	return strings.Join(parts, " · "), changesIn
}
