package firmware

import (
	"fmt"
	"time"

	"etokenpass/firmware/oath"
)

// Kind is what codes are computed from: the counter or the time.
type Kind uint8

// The two kinds that eToken PASS was sold as (documented).
const (
	Event Kind = iota // Pass Event: the counter (HOTP, RFC 4226)
	Time              // Pass Time: the time step (TOTP, RFC 6238)
)

// PressWhileLit is what a press does if it begins while a code is shown.
type PressWhileLit uint8

// No source says what eToken PASS does in this case. Ignore is assumed from
// "after the automatic switch-off the device is ready"; other fobs do one of
// the other two.
const (
	Ignore  PressWhileLit = iota // generates no code and does not extend the timeout
	Next                         // generates a new code at once
	TurnOff                      // blanks the LCD
)

// Secret is the HMAC key. Formatting it with any verb prints only its length.
type Secret []byte

// Format implements [fmt.Formatter]. It masks the secret under every verb.
func (s Secret) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "(a secret of %d bytes)", len(s)) // fmt reports write errors to its caller
}

// Config holds the settings that are fixed when the token is made. [New] fails
// if one of them is out of range.
type Config struct {
	Kind      Kind
	Algorithm oath.Algorithm
	Secret    Secret // 1 to 200 bytes
	Digits    int    // 6 to 8
	Cells     int    // the characters of the LCD; at least Digits, so that F and five digits fit too

	// FirstMovingFactor is the moving factor of the first code of an event token.
	FirstMovingFactor uint64

	Hold          time.Duration // how long the button must be down for a hold; more than 0
	SyncPresses   int           // presses on the self-test that lead to the counter screen; at least 1
	PressWhileLit PressWhileLit
	Timeout       time.Duration // how long a screen stays lit; more than 0

	Clock Clock // Kind Time only
	Life  Life  // the zero value is unlimited
}

// check checks what [Config.Generator] does not.
func (c Config) check() error {
	switch {
	case c.Hold <= 0:
		return fmt.Errorf("hold time %v: must be more than 0", c.Hold)
	case c.SyncPresses < 1:
		return fmt.Errorf("%d sync presses: must be at least 1", c.SyncPresses)
	case c.Timeout <= 0:
		return fmt.Errorf("display timeout %v: must be more than 0", c.Timeout)
	case c.Cells < c.Digits:
		return fmt.Errorf("an LCD of %d cells: must have at least one for each of the %d digits", c.Cells, c.Digits)
	case c.PressWhileLit > TurnOff:
		return fmt.Errorf("unknown behaviour of a press while lit: %d", c.PressWhileLit)
	}
	switch c.Kind {
	case Event:
		return nil
	case Time:
		return c.Clock.check()
	}
	return fmt.Errorf("unknown kind of token: %d", c.Kind)
}

// Generator returns a generator of the token's codes. It fails if the
// algorithm, the secret or the number of digits is out of range.
func (c Config) Generator() (*oath.Generator, error) {
	return oath.NewGenerator(c.Algorithm, c.Secret, c.Digits)
}

// NextMovingFactor returns the moving factor of the next code of a token that
// has generated counter codes. For an event token this is FirstMovingFactor +
// counter (RFC 4226 section 5), for a time token the time step at now (RFC 6238
// section 4).
//
// The error matches [ErrDead] if the token generates no more codes. It also
// fails if the token's clock is before its epoch.
func (c Config) NextMovingFactor(counter uint64, now time.Time) (uint64, error) {
	if c.Life.Expires && c.Life.Left <= 0 {
		return 0, errLifetimeEnded
	}
	if err := c.exhausted(counter); err != nil {
		return 0, err
	}
	if c.Kind == Time {
		return c.Clock.TimeStep(now)
	}
	factor, _, _ := oath.MovingFactor(c.FirstMovingFactor, counter)
	return factor, nil
}
