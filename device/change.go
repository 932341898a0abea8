package device

import (
	"errors"
	"time"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

// Change replaces the token's profile while the token is in use. The new profile may differ in its dead
// segments, in what a press does while a code is lit, in the error of its clock, and in its battery, whose
// life is what is left of it now. The screen stays lit. Change returns an error and changes nothing if the
// profile differs in something else or has a value that package profiles would refuse.
func (t *Token) Change(profile *profiles.Profile) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !isSame(t.profile, profile) {
		return errors.New("the profile differs in something that cannot change while the token is in use")
	}
	config, err := FirmwareConfig(profile, t.catchUp())
	if err == nil {
		err = t.machine.Change(config.PressWhileLit, config.Clock, config.Life)
	}
	if err != nil {
		return err
	}
	t.profile = profile
	return nil
}

// isSame reports whether two profiles differ only in what [Token.Change] can change.
func isSame(a, b *profiles.Profile) bool {
	fixed := func(p *profiles.Profile) any {
		button, clock := p.Button, p.Clock
		button.PressWhileLit, clock.Offset, clock.DriftPerDay, clock.SetAt = "", 0, 0, time.Time{}
		clock.Epoch = clock.Epoch.UTC()
		return [...]any{
			p.Serial, string(p.Secret.Key()), p.Type, p.Algorithm, p.Digits, p.FirstMovingFactor, p.Counter, p.Display.Timeout, button, clock,
		}
	}
	return fixed(a) == fixed(b)
}

// Restart does what taking the battery out and putting it back would: the LCD goes off, the button comes
// up without an effect, and the counter is read from the memory again. Screens continue to be numbered.
// If the memory cannot be read, Restart returns the error and does nothing.
func (t *Token) Restart() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.catchUp()
	config, err := FirmwareConfig(t.profile, now)
	if err != nil {
		return err
	}
	machine, err := firmware.New(config, t.memory)
	if err != nil {
		return err
	}
	t.machine = machine
	t.note(now)
	return nil
}

// ClockError returns how far a time token's clock is ahead at now; it is negative if the clock is behind.
func ClockError(p *profiles.Profile, now time.Time) time.Duration {
	return firmware.Clock(p.Clock).Reading(now).Sub(now.Truncate(time.Millisecond))
}
