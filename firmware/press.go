package firmware

import (
	"fmt"
	"time"
)

// press handles a release after less than the hold time. The press acts on
// began, the screen when the button went down.
func (m *Machine) press(began State, now time.Time) error {
	switch began {
	case Off:
		return m.generate(now)
	case Code:
		return m.pressWhileLit(now)
	case SelfTest:
		return m.countPress(now)
	}
	return nil // presses on the counter screen are ignored (assumed)
}

// pressWhileLit handles a press on a code. The behaviour is chosen when the
// button goes down and takes effect when it comes up, even if the code has gone
// off by then (assumed).
func (m *Machine) pressWhileLit(now time.Time) error {
	switch m.config.PressWhileLit {
	case Next:
		return m.generate(now)
	case TurnOff:
		m.off()
	}
	return nil
}

// generate generates a code and shows it (documented: a press shows a code and
// adds one to the counter). It does so at the release, so that a hold uses up no
// code (assumed). The counter is stored before the code is shown: a token that
// loses power in between skips a code, which validators tolerate, and never
// repeats one, which they must not accept.
func (m *Machine) generate(now time.Time) error {
	var movingFactor uint64
	counter, err := m.memory.Update(func(counter uint64) (uint64, error) {
		m.counter = counter // even if this fails, so that the next press finds the token dead
		var err error
		movingFactor, err = m.config.NextMovingFactor(counter, now)
		return counter + 1, err
	})
	if err != nil {
		return err
	}
	m.counter = counter
	m.show(Screen{State: Code, LCD: m.codes.Code(movingFactor), Counter: counter, MovingFactor: movingFactor})
	return nil
}

// countPress counts a press on the self-test. The last press leads to the
// counter screen (four presses are documented; that the first three change
// nothing is assumed). If the counter cannot be shown, that press does not count.
func (m *Machine) countPress(now time.Time) error {
	if m.presses+1 < m.config.SyncPresses {
		m.presses++
		return nil
	}
	return m.showCounter(now)
}

// showCounter shows F and five digits (documented): the number of codes
// generated, or for Pass Time the time step (assumed), modulo 100000 (assumed).
func (m *Machine) showCounter(now time.Time) error {
	counter, err := m.memory.Update(unchanged)
	if err != nil {
		return err
	}
	m.counter = counter

	number := counter
	if m.config.Kind == Time {
		if number, err = m.config.Clock.TimeStep(now); err != nil {
			return err
		}
	}
	m.show(Screen{State: CounterScreen, LCD: fmt.Sprintf("F%05d", number%100_000), Counter: counter})
	return nil
}
