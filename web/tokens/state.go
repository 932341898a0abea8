package tokens

import (
	"net/http"

	"etokenpass/device"
	"etokenpass/web"
)

// State is what a token keeps while it is off.
type State struct {
	Serial  string `json:"serial,omitempty" doc:"The serial of the token. A request with that of another token is refused." example:"000000000000"`
	Counter uint64 `json:"counter" doc:"How many codes the token has generated." example:"7"`
}

// state returns the token's state.
func (e *entry) state() (state State, err error) {
	err = e.use(func() error {
		counter, err := e.token.Counter()
		state = State{e.serial, counter}
		return tokenProblem(err)
	})
	return state, err
}

// restore gives the token a state, and turns it off.
func (e *entry) restore(state State, force bool) (screen Screen, err error) {
	if state.Serial != "" && state.Serial != e.serial {
		return Screen{}, web.Invalid("body.serial", "is not that of this token")
	}
	return e.restart(func() error {
		if e.saved == nil {
			return setCounter(e.memory, state.Counter)
		}
		_, err := e.saved.Set(state.Counter, force)
		return err
	})
}

// reset makes the token as it was when it was created, and turns it off.
func (e *entry) reset(force bool) (Screen, error) {
	return e.restart(func() error {
		switch {
		case e.saved == nil:
			return setCounter(e.memory, e.profile.Counter)
		case force:
			return e.saved.Reset()
		}
		if _, saved, err := e.saved.Load(); err != nil || !saved {
			return err
		}
		_, err := e.saved.Set(e.profile.Counter, false)
		return err
	})
}

// restart changes the token's memory with change, and makes the token read it.
func (e *entry) restart(change func() error) (screen Screen, err error) {
	err = e.use(func() error {
		e.catchUp()
		if err := change(); err != nil {
			return tokenProblem(err)
		}
		if err := e.token.Restart(); err != nil {
			return tokenProblem(err)
		}
		screen = ScreenOf(e.profile, e.catchUp())
		return nil
	})
	return screen, err
}

// setCounter sets the counter of a memory that is lost with the server.
func setCounter(memory device.Memory, counter uint64) error {
	_, err := memory.Update(func(uint64) (uint64, error) { return counter, nil })
	return err
}

// backProblem is the error of a request that would set back a saved counter.
func backProblem(err error) *web.Problem {
	return web.NewProblem(http.StatusConflict, err.Error(), "force=true does it anyway; the token then repeats codes")
}
