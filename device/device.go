package device

import (
	"errors"
	"sync"
	"time"

	"etokenpass/firmware"
	"etokenpass/profiles"
)

// Memory holds the counter between presses, and is the same for all who use the
// token; see [firmware.Memory]. [Store.Memory] is durable, [NewMemory] is not.
type Memory = firmware.Memory

// ErrDead is what a press or hold on a token with an empty battery leads to.
var ErrDead = firmware.ErrDead

// Device is one token. It is safe for concurrent use: presses take turns.
type Device struct {
	profile *profiles.Profile
	clock   Clock

	mu      sync.Mutex
	machine *firmware.Machine
	last    time.Time // until when the machine has lived

	screen   firmware.Screen
	sequence uint64
	since    time.Time
}

// New takes a token in the hand: it is off. It fails if the profile has a value
// that package profiles would refuse, or if the memory cannot be read or belongs to
// another token.
func New(profile *profiles.Profile, clock Clock, memory Memory) (*Device, error) {
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
	return &Device{profile: profile, clock: clock, machine: machine, last: now, since: now}, nil
}

// Profile is what the token was made from. It must not be changed.
func (d *Device) Profile() *profiles.Profile { return d.profile }

// Down presses the button. If it stays down for the profile's hold time, that is a
// hold, and the LCD shows the self test. A button that is down stays down.
func (d *Device) Down() Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.down(d.catchUp())
}

// Up releases the button: after less than the hold time, this is a press. If the memory refuses or the battery is empty, no code
// appears and the error says why; the snapshot is valid all the same.
func (d *Device) Up() (Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.up(d.catchUp())
}

// Press is Down and Up at the same instant, for those who do not care how long a
// finger takes, with nobody else's finger in between. What it does depends on the
// screen, as ever: on a lit code, a press is ignored unless the profile says
// otherwise. An unchanged Sequence of the snapshot tells that nothing happened. If
// the button is down already, this is its release.
func (d *Device) Press() (Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.catchUp()
	d.down(now)
	return d.up(now)
}

// Snapshot is what there is to see of the token now.
func (d *Device) Snapshot() Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.snapshot(d.catchUp())
}

func (d *Device) down(now time.Time) Snapshot {
	d.machine.Down()
	return d.snapshot(now)
}

func (d *Device) up(now time.Time) (Snapshot, error) {
	err := d.machine.Up(now)
	d.note(now)
	return d.snapshot(now), err
}

// catchUp lets the time pass that the clock says has passed, from one change of
// the screen to the next, so that each is noted with the time it happened at.
func (d *Device) catchUp() time.Time {
	now := d.clock.Now()
	left := elapsed(d.last, now)
	d.last = now
	for left > 0 {
		next, changes := d.machine.Next()
		if !changes || next > left {
			d.machine.Advance(left)
			break
		}
		d.machine.Advance(next)
		left -= next
		d.note(now.Add(-left))
	}
	return now
}

// note numbers a new screen.
func (d *Device) note(at time.Time) {
	if screen := d.machine.Screen(); screen != d.screen {
		d.screen, d.since = screen, at
		d.sequence++
	}
}
