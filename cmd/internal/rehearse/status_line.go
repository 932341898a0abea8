package rehearse

import (
	"fmt"
	"strings"
	"time"

	"etokenpass/device"
	"etokenpass/rehearsal"
)

// Tick lets time pass until now, and prints what happened. It returns what the customer sees and
// does, for the prompt, and the time until that changes; 0 if only a line changes it.
func (c *conversation) Tick() (status string, changesIn time.Duration) {
	c.pass()
	c.flush("")
	view := c.engine.View()
	if !plays(c.engine, rehearsal.Customer) || c.engine.Ended() {
		return "", 0
	}
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
	if c.clock == nil {
		changesIn = 0
	}
	return strings.Join(parts, " · "), changesIn
}
