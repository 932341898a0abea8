package tokens

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// Patch is what changes about a token while it is in use.
type Patch struct {
	DeadSegments  *[]string     `json:"dead_segments,omitempty" maxItems:"56" nullable:"false" doc:"The segments that stay dark, each a cell from 1 and a letter from a to g." example:"[\"1g\"]"`
	PressWhileLit *string       `json:"press_while_lit,omitempty" enum:"ignore,next,off" doc:"What a press does while a code is lit."`
	Battery       *Battery      `json:"battery,omitempty" doc:"The battery. Without codes and years it lasts forever."`
	Offset        *web.Duration `json:"offset,omitempty" doc:"How far the clock of a time token is ahead from now on; negative if it is behind."`
	DriftPerDay   *web.Duration `json:"drift_per_day,omitempty" doc:"How much further it is ahead after each day from now on."`
}

// TransformSchema adds an example that suits every token to the documentation.
func (Patch) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Examples = []any{map[string]any{"dead_segments": []any{"1g"}}}
	return schema
}

// Battery is the battery of a token.
type Battery struct {
	Codes uint64     `json:"codes,omitempty" doc:"How many codes it lasts for." example:"14000"`
	Years int        `json:"years,omitempty" minimum:"0" maximum:"100" doc:"How many years it lasts for." example:"7"`
	Made  *time.Time `json:"made,omitempty" doc:"When its years began; by default the time of the token's clock."`
}

// change changes the token while it is in use. The screen stays.
func (e *entry) change(patch Patch) (Token, error) {
	err := e.use(func() error {
		e.catchUp()
		p := *e.profile
		if err := patch.apply(&p, e.clock.Now()); err != nil {
			return err
		}
		checked, err := profiles.Parse(p.Origin, p.Encode(true))
		if err != nil {
			return patchProblem(err)
		}
		if err := e.token.Change(checked); err != nil {
			return tokenProblem(err)
		}
		e.profile = checked
		e.publish(changedEvent, e.catchUp())
		return nil
	})
	if err != nil {
		return Token{}, err
	}
	return e.info()
}

// apply applies the patch to a profile at a time of the token's clock.
func (patch Patch) apply(p *profiles.Profile, now time.Time) error {
	if patch.DeadSegments != nil {
		p.Display.DeadSegments = *patch.DeadSegments
	}
	if patch.PressWhileLit != nil {
		p.Button.PressWhileLit = profiles.PressWhileLit(*patch.PressWhileLit)
	}
	if patch.Battery != nil {
		p.Battery = patch.Battery.profile(now)
	}
	return patch.applyClock(p, now)
}

// applyClock changes the error of a time token's clock from now on. What it has drifted until now stays.
func (patch Patch) applyClock(p *profiles.Profile, now time.Time) error {
	if patch.Offset == nil && patch.DriftPerDay == nil {
		return nil
	}
	if p.Type != profiles.Time {
		return web.Invalid("body."+patch.clockField(), "is only for time tokens")
	}
	p.Clock.Offset, p.Clock.SetAt = device.ClockError(p, now), now.UTC().Round(0)
	if patch.Offset != nil {
		p.Clock.Offset = patch.Offset.Duration
	}
	if patch.DriftPerDay != nil {
		p.Clock.DriftPerDay = patch.DriftPerDay.Duration
	}
	return nil
}

// clockField returns the first of the fields about the clock that is present.
func (patch Patch) clockField() string {
	if patch.Offset != nil {
		return "offset"
	}
	return "drift_per_day"
}

// profile returns the battery as a profile has it.
func (b Battery) profile(now time.Time) *profiles.Battery {
	if b.Codes == 0 && b.Years == 0 && b.Made == nil {
		return nil
	}
	battery := &profiles.Battery{Codes: b.Codes, Years: b.Years}
	switch {
	case b.Made != nil:
		battery.Made = b.Made.UTC()
	case b.Years > 0:
		battery.Made = now.UTC().Round(0)
	}
	return battery
}

// patchProblem converts the errors of a profile that a patch has made wrong. Its fields are those of the patch, in
// the mappings of the profile.
func patchProblem(err error) *web.Problem {
	var details []web.Detail
	var advice string
	for _, one := range joined(err) {
		if found, ok := errors.AsType[*profiles.Error](one); ok {
			field := found.Field
			if !strings.HasPrefix(field, "battery") {
				field = field[strings.LastIndex(field, ".")+1:]
			}
			details = append(details, web.Detail{Location: upload.Location(0, field), Message: found.Problem})
			advice = cmp.Or(advice, found.Advice)
		}
	}
	return web.NewProblem(http.StatusUnprocessableEntity, "the request is not valid", upload.AdviceHere(advice), details...)
}
