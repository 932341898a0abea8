package tokens

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/device"
	"etokenpass/internal/value"
	"etokenpass/web"
)

// Wait says which screen to wait for.
type Wait struct {
	For     string                 `query:"wait" enum:"lit,off,change" doc:"Answer when the LCD is lit, when it is off, or when the screen changes. By default the answer is the present screen."`
	After   Optional[uint64]       `query:"after" doc:"Answer with a screen whose number is higher than this one. By default, change means a change after the request."`
	Timeout Optional[web.Duration] `query:"timeout" doc:"How long to wait, in real time, at most 1m; 30s by default. Then the answer is 408."`
}

// The times that a client can wait, in real time. They are well below the server's limit for a response.
const (
	defaultWait = 30 * time.Second
	maxWait     = time.Minute
)

// Optional is a parameter that may be absent.
type Optional[T any] struct {
	Value T
	IsSet bool
}

// Schema implements [huma.SchemaProvider].
func (Optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}

// Receiver implements [huma.ParamWrapper].
func (o *Optional[T]) Receiver() reflect.Value { return reflect.ValueOf(&o.Value).Elem() }

// OnParamSet implements [huma.ParamReactor].
func (o *Optional[T]) OnParamSet(isSet bool, _ any) { o.IsSet = isSet }

// check returns the problem with parameters that do not go together, and fills in the default.
func (w *Wait) check() error {
	switch {
	case w.For == "" && w.After.IsSet:
		return web.Invalid("query.after", "is only for wait")
	case w.For == "" && w.Timeout.IsSet:
		return web.Invalid("query.timeout", "is only for wait")
	case !w.Timeout.IsSet:
		w.Timeout.Value = web.Duration{Duration: defaultWait}
	case w.Timeout.Value.Duration <= 0 || w.Timeout.Value.Duration > maxWait:
		return web.Invalid("query.timeout", "must be more than 0s and at most 1m")
	}
	return nil
}

// holds reports whether a screen is the one that is waited for.
func (w *Wait) holds(seen device.Snapshot) bool {
	if w.For == "change" && !w.After.IsSet {
		w.After = Optional[uint64]{seen.Sequence, true}
	}
	switch {
	case w.After.IsSet && seen.Sequence <= w.After.Value:
		return false
	case w.For == "lit":
		return seen.State != device.Off
	case w.For == "off":
		return seen.State == device.Off
	}
	return true
}

// wait returns the screen that is waited for.
func (e *entry) wait(ctx context.Context, w Wait) (screen Screen, err error) {
	if err := w.check(); err != nil {
		return Screen{}, err
	}
	late := time.NewTimer(w.Timeout.Value.Duration)
	defer late.Stop()
	for {
		var changed <-chan struct{}
		err := e.use(func() error {
			seen := e.catchUp()
			if !w.holds(seen) {
				changed = e.nextChange()
			}
			screen = ScreenOf(e.profile, seen)
			return nil
		})
		if err != nil || changed == nil {
			return screen, err
		}
		select {
		case <-changed:
		case <-late.C:
			return Screen{}, web.NewProblem(http.StatusRequestTimeout, "the screen did not come within "+value.FormatDuration(w.Timeout.Value.Duration), e.waitAdvice())
		case <-web.Stopping(ctx):
			return Screen{}, stopping()
		case <-ctx.Done():
			return Screen{}, gone(ctx)
		}
	}
}

// waitAdvice returns the hint for a wait that was in vain.
func (e *entry) waitAdvice() string {
	if e.clock.Paused() {
		return fmt.Sprintf("the token's clock stands still: advance it with POST %s/tokens/%s/clock", web.APIPath, e.id)
	}
	return ""
}

// gone is the error of a request that ended while it waited: with its session, or because the client has closed
// the connection. A client that has only closed its half of it gets the answer.
func gone(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return web.NewProblem(http.StatusServiceUnavailable, "the session has ended", "sign in again")
	}
	return web.NewProblem(http.StatusServiceUnavailable, "the client has closed the connection", "keep both halves of it open until the answer comes")
}

func stopping() error {
	return web.NewProblem(http.StatusServiceUnavailable, "the server is shutting down", "").With("Retry-After", "1")
}
