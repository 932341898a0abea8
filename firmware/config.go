package firmware

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Kind tells what a code is made from.
type Kind uint8

// The two kinds that eToken PASS was sold as (documented).
const (
	Event Kind = iota // Pass Event: the counter (HOTP, RFC 4226)
	Time              // Pass Time: the time step (TOTP, RFC 6238)
)

// PressWhileLit is what a press does that begins while a code is shown.
type PressWhileLit uint8

// No source says what eToken PASS does then. Ignore is assumed from "after the
// automatic switch-off the device is ready"; other fobs do the other two.
const (
	Ignore  PressWhileLit = iota // neither generates nor prolongs
	Next                         // a new code at once
	TurnOff                      // blanks the LCD
)

// Secret is the HMAC key. However it is formatted, only its length shows.
type Secret []byte

// Format masks the secret under every verb.
func (s Secret) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "(a secret of %d bytes)", len(s)) // who formats learns of a failure from fmt
}

// Config is everything that is set when the token is made.
type Config struct {
	Kind      Kind
	Algorithm oath.Algorithm
	Secret    Secret // 1 to 200 bytes
	Digits    int    // 6 to 8

	// FirstMovingFactor is the moving factor of the first code of an event token.
	FirstMovingFactor uint64

	Hold          time.Duration // how long the button is down until a press becomes a hold
	SyncPresses   int           // presses on the self test that lead to the counter screen
	PressWhileLit PressWhileLit
	Timeout       time.Duration // how long a screen stays lit

	Quartz Quartz // Kind Time only
	Life   Life   // the zero value never ends
}

func (c Config) check() error {
	switch {
	case c.Hold <= 0:
		return fmt.Errorf("a hold of %v: must be more than 0", c.Hold)
	case c.SyncPresses < 1:
		return fmt.Errorf("%d sync presses: must be at least 1", c.SyncPresses)
	case c.Timeout <= 0:
		return fmt.Errorf("a display timeout of %v: must be more than 0", c.Timeout)
	case c.PressWhileLit > TurnOff:
		return errors.New("an unknown behaviour for a press while lit")
	}
	switch c.Kind {
	case Event:
		return nil
	case Time:
		return c.Quartz.check()
	}
	return fmt.Errorf("an unknown kind of token: %d", c.Kind)
}

// Generator computes the codes that the token shows.
func (c Config) Generator() (*oath.Generator, error) {
	return oath.NewGenerator(c.Algorithm, c.Secret, c.Digits)
}

// NextMovingFactor is what goes into the next code of a token that has
// generated so many codes: first moving factor + counter (RFC 4226 section 5),
// or the time step (RFC 6238 section 4). It fails with [ErrDead] when the token
// generates no more codes, or when its clock is before its epoch.
func (c Config) NextMovingFactor(counter uint64, now time.Time) (uint64, error) {
	if c.Life.Ends && c.Life.Left <= 0 {
		return 0, errTimeOver
	}
	if err := c.usedUp(counter); err != nil {
		return 0, err
	}
	if c.Kind == Time {
		return c.Quartz.TimeStep(now)
	}
	return c.FirstMovingFactor + counter, nil
}
