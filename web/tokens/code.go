package tokens

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"etokenpass/device"
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

// code presses once and returns the code. It does not wait for a lit screen to go off: it lets that
// time pass. If strict, a lit screen is an error.
func (e *entry) code(strict bool) (code Code, err error) {
	err = e.use(func() error {
		if err := e.darken(strict); err != nil {
			return err
		}
		code, err = e.pressForCode()
		return err
	})
	return code, err
}

// pressForCode presses a token that is off, or one that shows the next code at a press.
func (e *entry) pressForCode() (Code, error) {
	seen, err := e.token.Press()
	switch {
	case err != nil:
		return Code{}, tokenProblem(err)
	case seen.State != device.Code:
		return Code{}, web.NewProblem(http.StatusConflict, "the press showed no code", "the token's clock may have reached its end; create another token")
	}
	return Code{
		Code: seen.LCD, Factor: seen.MovingFactor, Counter: seen.Counter, Serial: seen.Serial, Seq: seen.Sequence,
		ValidForMS: validFor(e.profile, seen),
	}, nil
}

// darken lets the LCD go off, so that a press shows a code. If strict, it refuses to, unless a press
// shows a code anyway.
func (e *entry) darken(strict bool) error {
	seen := e.token.Snapshot()
	switch {
	case seen.Down:
		return web.NewProblem(http.StatusConflict, "the button is down", `release it first, with the action "up"`)
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
