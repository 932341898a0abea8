package firmware

import (
	"strings"
	"time"

	"etokenpass/firmware/oath"
)

// Machine emulates one token. It is not safe for concurrent use.
type Machine struct {
	config Config
	memory Memory
	codes  *oath.Generator

	counter  uint64        // as last read from the memory
	lifeLeft time.Duration // if Life.Expires

	screen  Screen
	lit     time.Duration // how long the screen has been lit; the self-test counts from the last release
	presses int           // counted on the self-test
	button  button
}

// button is the state of the button since it went down.
type button struct {
	down  bool
	began State         // the screen when it went down
	dead  error         // why the token was dead at that time, or nil
	held  time.Duration // how long it has been down, at most Config.Hold
	hold  bool          // the press has become a hold
}

// New returns a machine that is off. It fails if the configuration is out of
// range or the memory cannot be read.
func New(config Config, memory Memory) (*Machine, error) {
	codes, err := config.Generator()
	if err != nil {
		return nil, err
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	counter, err := memory.Update(unchanged)
	if err != nil {
		return nil, err
	}
	config.Secret = nil // the generator has the key, and fmt would print an unexported field
	return &Machine{config: config, memory: memory, codes: codes, counter: counter, lifeLeft: config.Life.Left}, nil
}

// Screen returns what the LCD shows now.
func (m *Machine) Screen() Screen { return m.screen }

// Down presses the button. The press belongs to the screen that is lit now, and
// whether the token is dead is decided now (both assumed). If the button is
// already down, Down does nothing.
func (m *Machine) Down() {
	if m.button.down {
		return
	}
	m.button = button{down: true, began: m.screen.State, dead: m.dead()}
}

// Up releases the button. The argument is the calendar time, which only Pass
// Time uses. If the button was down for less than the hold time, this completes
// a press, which acts on the screen that was lit when the button went down.
//
// An error means that the press or hold had no effect and that the screen is
// unchanged: the token is dead ([ErrDead]), the memory failed, or the clock of a
// time token is before its epoch. If the button is not down, Up does nothing.
func (m *Machine) Up(now time.Time) error {
	if !m.button.down {
		return nil
	}
	released := m.button
	m.button = button{}

	switch {
	case released.dead != nil:
		m.rereadCounter()
		return released.dead
	case m.screen.State == SelfTest:
		m.lit = 0 // the self-test stays for the timeout after the last release (assumed)
	}
	if released.hold {
		return nil
	}
	return m.press(released.began, now)
}

// Advance lets time pass. It does nothing if d is not positive.
func (m *Machine) Advance(d time.Duration) {
	for d > 0 {
		slice := d
		if next, ok := m.Next(); ok {
			slice = min(d, next)
		}
		d -= slice
		m.pass(slice)
	}
}

// Next returns the time until the screen changes by itself if the button is left
// alone, because a hold takes effect or the LCD goes off. If neither is pending,
// ok is false.
func (m *Machine) Next() (d time.Duration, ok bool) {
	untilHold, holdPending := m.config.Hold-m.button.held, m.holdPending()
	untilOff, offPending := m.config.Timeout-m.lit, m.offPending()
	switch {
	case holdPending && offPending:
		return min(untilHold, untilOff), true
	case holdPending:
		return untilHold, true
	case offPending:
		return untilOff, true
	}
	return 0, false
}

// holdPending reports whether the button is down and will become a hold.
func (m *Machine) holdPending() bool {
	return m.button.down && !m.button.hold && m.button.dead == nil
}

// offPending reports whether the timeout of the screen is running. On the
// self-test it does not run while the button is down (assumed), unless the token
// is dead and ignores the button.
func (m *Machine) offPending() bool {
	switch m.screen.State {
	case Off:
		return false
	case SelfTest:
		return !m.button.down || m.button.dead != nil
	}
	return true
}

// pass lets time pass. The screen may change at the last instant of d, not
// earlier. If a hold and a switch-off are due at the same instant, the hold wins.
func (m *Machine) pass(d time.Duration) {
	if m.lifeLeft > 0 {
		m.lifeLeft -= d
	}
	if m.offPending() {
		m.lit += d
	}
	if m.holdPending() {
		m.button.held += d
		if m.button.held >= m.config.Hold {
			m.button.hold = true
			m.selfTest()
			return
		}
	}
	if m.lit >= m.config.Timeout {
		m.off()
	}
}

// selfTest lights every segment (documented). A hold on the self-test restarts
// the count of presses (assumed).
func (m *Machine) selfTest() {
	m.presses = 0
	m.show(Screen{State: SelfTest, LCD: strings.Repeat("8", m.config.Cells)})
}

func (m *Machine) off() { m.show(Screen{}) }

func (m *Machine) show(screen Screen) {
	m.screen, m.lit = screen, 0
}
