package tokens

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"etokenpass/device"
	"etokenpass/internal/value"
	"etokenpass/profiles"
	"etokenpass/web"
)

// Code is a code that a press has shown.
type Code struct {
	Code       string `json:"code" doc:"The code." example:"755224"`
	Factor     uint64 `json:"moving_factor" doc:"Its moving factor." example:"0"`
	Counter    uint64 `json:"counter" doc:"How many codes the token has generated, this one included." example:"1"`
	Serial     string `json:"serial" doc:"The serial of the token." example:"000000000000"`
	Seq        uint64 `json:"seq" doc:"The number of the screen that shows the code." example:"1"`
	ValidForMS *int64 `json:"valid_for_ms,omitempty" doc:"Milliseconds until the code of a time token is replaced by the next. Absent for event tokens." example:"12000"`
}

// Press says how to get a code.
type Press struct {
	Strict   bool         `query:"strict" doc:"Refuse to press a lit token, with 409, instead of letting its display time pass."`
	MinValid web.Duration `query:"min_valid" doc:"For Pass Time: if the code would be replaced by the next within this time, press in the next time step. On the real clock this waits, at most 1m."`
}

// code presses once and returns the code. It does not wait for a lit screen to go off: it lets that time pass.
func (e *entry) code(ctx context.Context, press Press) (code Code, err error) {
	for {
		var wait time.Duration // real time, until the next time step
		err := e.use(func() error {
			if err := e.darken(press.Strict); err != nil {
				return err
			}
			if wait, err = e.untilValid(press.MinValid.Duration); err != nil || wait > 0 {
				return err
			}
			code, err = e.pressForCode()
			return err
		})
		if err != nil || wait == 0 {
			return code, err
		}
		if err := sleep(ctx, wait); err != nil {
			return Code{}, err
		}
	}
}

// pressForCode presses a token that is off, or one that shows the next code at a press.
func (e *entry) pressForCode() (Code, error) {
	seen, err := e.press()
	switch {
	case err != nil:
		return Code{}, tokenProblem(err)
	case seen.State != device.Code:
		return Code{}, web.NewProblem(http.StatusConflict, "the press showed no code", "the token's clock has reached its end: create another token")
	}
	return Code{
		Code: seen.LCD, Factor: seen.MovingFactor, Counter: seen.Counter, Serial: seen.Serial, Seq: seen.Sequence,
		ValidForMS: validFor(e.profile, seen),
	}, nil
}

// untilValid makes sure that the next code of a time token is valid for so long. A virtual clock moves to the
// next time step if that is necessary. Else untilValid returns how long to wait for it.
func (e *entry) untilValid(least time.Duration) (wait time.Duration, err error) {
	switch {
	case least == 0:
		return 0, nil
	case e.profile.Type != profiles.Time:
		return 0, web.Invalid("query.min_valid", "is only for time tokens: the codes of this one stay valid")
	case least < 0 || least > e.profile.Clock.Step:
		return 0, web.Invalid("query.min_valid", "must be more than 0s and at most the token's time step, "+value.FormatDuration(e.profile.Clock.Step))
	}
	now := e.clock.Now()
	step, err := device.TimeStep(e.profile, now)
	if err != nil {
		return 0, tokenProblem(err)
	}
	left := device.CodeEnds(e.profile, step).Sub(now)
	switch {
	case left >= least:
		return 0, nil
	case e.server.clocks.moveAlone():
		e.pass(left)
		return 0, nil
	}
	wait, runs := e.realTime(left)
	if !runs || wait > maxWait {
		return 0, web.NewProblem(http.StatusConflict, fmt.Sprintf("the next time step begins in %d ms: too late to wait for it", milliseconds(left)),
			"advance the token's clock, or ask for less with min_valid")
	}
	return wait, nil
}

// sleep waits in real time.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-web.Stopping(ctx):
		return stopping()
	case <-ctx.Done():
		return gone(ctx)
	}
}

// darken lets the LCD go off, so that a press shows a code. If strict, it refuses to, unless a press
// shows a code anyway.
func (e *entry) darken(strict bool) error {
	seen := e.token.Snapshot()
	switch {
	case seen.Down:
		return errDown()
	case seen.State == device.Off:
		return nil
	case strict && seen.State == device.Code && e.profile.Button.PressWhileLit == profiles.Next:
		return nil
	case strict:
		return e.litProblem(seen)
	}
	e.pass(seen.OffIn)
	return nil
}

// litProblem is the error of a strict request on a lit token.
func (e *entry) litProblem(seen device.Snapshot) *web.Problem {
	text := fmt.Sprintf("the LCD is lit for another %d ms, and a press would be ignored", milliseconds(seen.OffIn))
	in, runs := e.realTime(seen.OffIn)
	if !runs {
		return web.NewProblem(http.StatusConflict, text, "the token's clock stands still: advance it, or leave out strict=1")
	}
	seconds := int64((in + time.Second - 1) / time.Second)
	return web.NewProblem(http.StatusConflict, text, "wait with GET …/screen?wait=off, or leave out strict=1").
		With("Retry-After", strconv.FormatInt(seconds, 10))
}
