package tokens

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/device"
	"etokenpass/web"
)

// Button is what to do with a token's button.
type Button struct {
	Action   string        `json:"action" enum:"press,down,up,hold" doc:"press takes no time. hold is down, the duration, and up. down and up let the time between them pass."`
	Duration *web.Duration `json:"duration,omitempty" doc:"How long to hold the button, at most 1h. By default as long as the token takes for a hold."`
	Times    int           `json:"times,omitempty" minimum:"1" maximum:"1000" doc:"How often to press, 1 by default. On a lit code, presses are ignored unless the profile says otherwise."`
}

const maxHold = time.Hour

// TransformSchema adds an example to the documentation: a duration is only for a hold.
func (Button) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Examples = []any{map[string]any{"action": "press"}}
	return schema
}

// check returns the problem with fields that do not go together.
func (b Button) check() error {
	switch {
	case b.Duration != nil && b.Action != "hold":
		return web.Invalid("body.duration", "is only for the action hold")
	case b.Duration != nil && (b.Duration.Duration <= 0 || b.Duration.Duration > maxHold):
		return web.Invalid("body.duration", "must be more than 0s and at most 1h")
	case b.Times != 0 && b.Action != "press":
		return web.Invalid("body.times", "is only for the action press")
	}
	return nil
}

// useButton does it and returns what the token then shows.
func (e *entry) useButton(b Button) (screen Screen, err error) {
	if err := b.check(); err != nil {
		return Screen{}, err
	}
	err = e.use(func() error {
		seen, err := e.act(b)
		screen = ScreenOf(e.profile, seen)
		return tokenProblem(err)
	})
	return screen, err
}

func (e *entry) act(b Button) (seen device.Snapshot, err error) {
	switch b.Action {
	case "down":
		return e.down(), nil
	case "up":
		return e.up()
	case "hold":
		d := e.profile.Button.Hold
		if b.Duration != nil {
			d = b.Duration.Duration
		}
		return e.hold(d)
	}
	for range max(b.Times, 1) {
		if seen, err = e.press(); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

func (e *entry) down() device.Snapshot {
	e.countPress()
	e.history.addButton(downAction, e.catchUp())
	defer e.catchUp()
	return e.token.Down()
}

func (e *entry) up() (device.Snapshot, error) {
	e.history.addButton(upAction, e.catchUp())
	defer e.catchUp()
	return e.token.Up()
}

// press presses the button at one instant.
func (e *entry) press() (device.Snapshot, error) {
	e.countPress()
	e.history.addButton(pressAction, e.catchUp())
	defer e.catchUp()
	return e.token.Press()
}

// countPress counts that the button goes down, whether or not it has an effect.
func (e *entry) countPress() { e.server.options.Metrics.Count("etokenpass_presses_total") }

// hold keeps the button down for d.
func (e *entry) hold(d time.Duration) (device.Snapshot, error) {
	e.down()
	e.pass(d)
	return e.up()
}

// showCounter brings the token to the counter screen: a hold, and the presses that follow it.
func (e *entry) showCounter() (screen Screen, err error) {
	err = e.use(func() error {
		if e.token.Snapshot().Down {
			return errDown()
		}
		seen, err := e.hold(e.profile.Button.Hold)
		for i := 0; i < e.profile.Button.SyncPresses && err == nil; i++ {
			seen, err = e.press()
		}
		screen = ScreenOf(e.profile, seen)
		return tokenProblem(err)
	})
	return screen, err
}

// errDown is the error of an operation that needs the button, while a client holds it down.
func errDown() error {
	return web.NewProblem(http.StatusConflict, "the button is down", `release it first, with the action "up"`)
}
