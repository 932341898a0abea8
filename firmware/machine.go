package firmware

import (
	"strings"
	"time"

	"etokenpass/firmware/oath"
)

// Machine is one token. It is not safe for concurrent use.
type Machine struct {
	config Config
	memory Memory
	codes  *oath.Generator

	counter  uint64        // as last read from the memory
	lifeLeft time.Duration // if Life.Ends

	screen  Screen
	lit     time.Duration // how long the screen is lit; the self test counts from the last release
	presses int           // counted on the self test
	button  button
}

// button is the one button, from the moment it goes down.
type button struct {
	down  bool
	began State         // the screen that was lit when it went down
	dead  error         // why the token was dead then, if it was
	held  time.Duration // how long it is down, up to a hold
	hold  bool          // it has become a hold
}

// New makes a token that is off. It fails if the configuration is out of range
// or the memory cannot be read.
func New(config Config, memory Memory) (*Machine, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	codes, err := config.Generator()
	if err != nil {
		return nil, err
	}
	counter, err := memory.Update(asItIs)
	if err != nil {
		return nil, err
	}
	config.Secret = nil // the generator has it; here fmt would print it
	return &Machine{config: config, memory: memory, codes: codes, counter: counter, lifeLeft: config.Life.Left}, nil
}

// Screen is what the LCD shows now.
func (m *Machine) Screen() Screen { return m.screen }

// Down presses the button. It belongs to the screen that is lit now, and the
// token's life is judged now (both assumed). A button that is down stays down.
func (m *Machine) Down() {
	if m.button.down {
		return
	}
	m.button = button{down: true, began: m.screen.State, dead: m.dead()}
}

// Up releases the button; now is the calendar, for Pass Time. After less than
// the hold time this is a press: what it does depends on the screen that was lit
// when the button went down. The error tells why a press was in vain: [ErrDead],
// or the memory refused, in which case the screen stays as it is.
func (m *Machine) Up(now time.Time) error {
	if !m.button.down {
		return nil
	}
	released := m.button
	m.button = button{}

	switch {
	case released.dead != nil:
		m.askAgain()
		return released.dead
	case m.screen.State == SelfTest:
		m.lit = 0 // the self test stays for the timeout after the last release (assumed)
	}
	if released.hold {
		return nil
	}
	return m.press(released.began, now)
}

// Advance lets time pass. A duration that is not positive changes nothing.
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

// Next is how long it takes until the screen changes by itself, if nobody
// touches the button: until a hold or until the LCD goes off. Without either, ok
// is false.
func (m *Machine) Next() (d time.Duration, ok bool) {
	untilHold, holding := m.config.Hold-m.button.held, m.holding()
	untilOff, fading := m.config.Timeout-m.lit, m.fading()
	switch {
	case holding && fading:
		return min(untilHold, untilOff), true
	case holding:
		return untilHold, true
	case fading:
		return untilOff, true
	}
	return 0, false
}

// holding tells whether the button is on its way to a hold.
func (m *Machine) holding() bool {
	return m.button.down && !m.button.hold && m.button.dead == nil
}

// fading tells whether the screen is on its way to off. The self test is not
// while the button is down (assumed), unless the token is dead and feels nothing.
func (m *Machine) fading() bool {
	switch m.screen.State {
	case Off:
		return false
	case SelfTest:
		return !m.button.down || m.button.dead != nil
	}
	return true
}

// pass lets time pass in which at most its last instant changes the screen. A
// hold and a switch-off at the same instant are a hold.
func (m *Machine) pass(d time.Duration) {
	if m.lifeLeft > 0 {
		m.lifeLeft -= d
	}
	if m.fading() {
		m.lit += d
	}
	if m.holding() {
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

// selfTest lights every segment (documented). A hold on the self test starts the
// count of presses anew (assumed).
func (m *Machine) selfTest() {
	m.presses = 0
	m.show(Screen{State: SelfTest, LCD: strings.Repeat("8", m.config.Cells())})
}

func (m *Machine) off() { m.show(Screen{}) }

func (m *Machine) show(screen Screen) {
	m.screen, m.lit = screen, 0
}
