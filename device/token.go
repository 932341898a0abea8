package device

import (
	"errors"
	"sync"
	"time"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

// ErrDead is the error of a press or hold on a token whose battery is empty. The error
// that is returned says more; compare with errors.Is.
var ErrDead = firmware.ErrDead

// Token is one token in use. It is safe for concurrent use: presses take turns.
type Token struct {
	profile *profiles.Profile
	clock   Clock
	memory  Memory

	mu      sync.Mutex
	machine *firmware.Machine
	last    time.Time // the time up to which the machine has run

	screen   firmware.Screen
	sequence uint64
	since    time.Time

	watchers map[*Watcher]struct{}
}

// New makes a token that is off. It fails if the profile has a value that package
// profiles would refuse, or if the memory cannot be read or belongs to another token.
func New(profile *profiles.Profile, clock Clock, memory Memory) (*Token, error) {
	if profile == nil || clock == nil || memory == nil {
		return nil, errors.New("a token needs a profile, a clock and a memory")
	}
	now := clock.Now()
	config, err := Config(profile, now)
	if err != nil {
		return nil, err
	}
	machine, err := firmware.New(config, memory)
	if err != nil {
		return nil, err
	}
	return &Token{
		profile: profile, clock: clock, memory: memory, machine: machine, last: now, since: now,
		watchers: map[*Watcher]struct{}{},
	}, nil
}

// Profile returns the profile that the token was made from. It must not be changed.
func (t *Token) Profile() *profiles.Profile { return t.profile }

// Down presses the button. If it stays down for the profile's hold time, that is a
// hold, and the LCD shows the self-test. A button that is down stays down.
func (t *Token) Down() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.down(t.catchUp())
}

// Up releases the button: after less than the hold time, this is a press. If the
// memory fails or the battery is empty, no code appears and the error says why; the
// snapshot is valid all the same.
func (t *Token) Up() (Snapshot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.up(t.catchUp())
}

// Press is Down and Up at the same instant, with no other caller's Down or Up in
// between. What it does depends on the screen: on a lit code, a press is ignored unless
// the profile says otherwise. If nothing happened, the snapshot's Sequence has not
// changed. If the button is down already, Press releases it.
func (t *Token) Press() (Snapshot, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.catchUp()
	t.down(now)
	return t.up(now)
}

// Snapshot returns what can be seen of the token now.
func (t *Token) Snapshot() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.snapshot(t.catchUp())
}

// Counter reads from the memory how many codes the token has generated so far, in this
// process or another.
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

// catchUp runs the machine up to the clock's time, from one change of the screen to the
// next, so that each change is noted with its own time.
func (t *Token) catchUp() time.Time {
	now := t.clock.Now()
	left := elapsed(t.last, now)
	t.last = now
	for left > 0 {
		next, changes := t.machine.Next()
		if !changes || next > left {
			t.machine.Advance(left)
			break
		}
		t.machine.Advance(next)
		left -= next
		t.note(now.Add(-left))
	}
	return now
}

// note numbers a new screen and sends it to the watchers.
func (t *Token) note(at time.Time) {
	screen := t.machine.Screen()
	if screen == t.screen {
		return
	}
	t.screen, t.since = screen, at
	t.sequence++
	for w := range t.watchers {
		w.offer(t.snapshot(at))
	}
}
