package device

import (
	"errors"
	"sync"
	"time"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

// ErrDead is the error of a press or hold on a token whose battery is empty. Returned
// errors wrap it and give the reason; test for it with [errors.Is].
var ErrDead = firmware.ErrDead

// Token is one token in use. It is safe for concurrent use; concurrent presses take turns,
// and so do gestures (see [AdvancingClock]).
type Token struct {
	profile *profiles.Profile
	clock   Clock
	memory  Memory

	gestures sync.Mutex // held during a gesture; locked before mu

	mu      sync.Mutex
	machine *firmware.Machine
	last    time.Time // the time up to which the machine has run

	screen   firmware.Screen
	sequence uint64
	since    time.Time

	watchers []*Watcher // few, mostly one
}

// New returns a token that is off. It returns an error if an argument is nil, if the
// profile has a value that package profiles would refuse, or if the memory cannot be read
// or belongs to another token.
func New(profile *profiles.Profile, clock Clock, memory Memory) (*Token, error) {
	if profile == nil || clock == nil || memory == nil {
		return nil, errors.New("a token needs a profile, a clock and a memory")
	}
	now := clock.Now()
	config, err := FirmwareConfig(profile, now)
	if err != nil {
		return nil, err
	}
	machine, err := firmware.New(config, memory)
	if err != nil {
		return nil, err
	}
	return &Token{profile: profile, clock: clock, memory: memory, machine: machine, last: now, since: now}, nil
}

// Profile returns the token's profile; see [Token.Change]. The caller must not modify
// it.
func (t *Token) Profile() *profiles.Profile {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.profile
}

// Down pushes the button down. If it stays down for the profile's hold time, that is a
// hold, and the LCD shows the self-test. If the button is already down, Down does nothing.
func (t *Token) Down() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.down(t.catchUp())
}

// Up releases the button. If it was down for less than the hold time, that is a press. If
// the memory fails or the battery is empty ([ErrDead]), no code appears and Up returns the
// error; the snapshot is still valid.
func (t *Token) Up() (Snapshot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.up(t.catchUp())
}

// Press is Down and Up at the same instant, with no other caller's Down or Up in between.
// Its effect depends on the screen: while a code is lit, a press is ignored unless the
// profile says otherwise. If a press has no effect, the snapshot's Sequence is unchanged.
// If the button is already down, Press releases it. Errors are those of [Token.Up].
func (t *Token) Press() (Snapshot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.catchUp()
	t.down(now)
	return t.up(now)
}

// Snapshot returns the token's visible state now.
func (t *Token) Snapshot() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.snapshot(t.catchUp())
}

// Counter returns the number of codes that the token has generated so far, in this process
// or another. It reads the memory.
func (t *Token) Counter() (uint64, error) { return t.memory.Counter() }

func (t *Token) down(now time.Time) Snapshot {
	t.machine.Down()
	return t.snapshot(now)
}

func (t *Token) up(now time.Time) (Snapshot, error) {
	err := t.machine.Up(now)
	t.note(now)
	return t.snapshot(now), err
}

// catchUp runs the machine up to the clock's time, one screen change at a time, so that
// each change is recorded with the time at which it happened. It returns the clock's time.
func (t *Token) catchUp() time.Time {
	now := t.clock.Now()
	passed := elapsed(t.last, now)
	t.last = now
	t.pass(passed, func(left time.Duration) { t.note(now.Add(-left)) })
	return now
}

// pass runs the machine for d. After each change of the screen it calls changed with what is
// left of d.
func (t *Token) pass(d time.Duration, changed func(left time.Duration)) {
	for d > 0 {
		next, changes := t.machine.Next()
		if !changes || next > d {
			t.machine.Advance(d)
			return
		}
		t.machine.Advance(next)
		d -= next
		changed(d)
	}
}

// note numbers the screen, if it is new, and sends it to the watchers.
func (t *Token) note(at time.Time) {
	screen := t.machine.Screen()
	if screen == t.screen {
		return
	}
	t.screen, t.since = screen, at
	t.sequence++
	for _, w := range t.watchers {
		w.add(t.snapshot(at))
	}
}
