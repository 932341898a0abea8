package firmware

import (
	"fmt"
	"time"
)

// press is a release in less than the hold time, on the screen that was lit
// when the button went down.
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

// pressWhileLit is chosen when the button goes down and acts when it comes up,
// whether the code is still lit then or not (assumed).
func (m *Machine) pressWhileLit(now time.Time) error {
	switch m.config.PressWhileLit {
	case Next:
		return m.generate(now)
	case TurnOff:
		m.off()
	}
	return nil
}

// generate makes a code and shows it (documented: a press shows a code and adds
// one to the counter). It does so at the release, so that a hold burns no code
// (assumed). The counter is stored before the code can be seen: a token that
// loses power in between has skipped a code, which validators forgive, and has
// not repeated one, which they must not.
func (m *Machine) generate(now time.Time) error {
	var movingFactor uint64
	counter, err := m.memory.Update(func(counter uint64) (uint64, error) {
		m.counter = counter // if it fails now, the next press knows that the token is dead
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

// countPress leaves the self test as it is until the last press, which leads to
// the counter screen (four presses are documented; that the first three change
// nothing is assumed). If that fails, the press does not count.
func (m *Machine) countPress(now time.Time) error {
	if m.presses+1 < m.config.SyncPresses {
		m.presses++
		return nil
	}
	return m.showCounter(now)
}

// showCounter shows F and five digits (documented): how many codes were
// generated, or for Pass Time the time step (assumed), modulo 100000 (assumed).
func (m *Machine) showCounter(now time.Time) error {
	counter, err := m.memory.Update(asItIs)
	if err != nil {
		return err
	}
	m.counter = counter

	number := counter
	if m.config.Kind == Time {
		if number, err = m.config.Quartz.TimeStep(now); err != nil {
			return err
		}
	}
	m.show(Screen{State: CounterScreen, LCD: fmt.Sprintf("F%05d", number%100_000), Counter: counter})
	return nil
}
