package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/value"
	"etokenpass/tms"
	"etokenpass/web"
)

// Fault asks the server to fail, so that testers see what their application does then.
type Fault struct {
	User        string  `json:"user,omitempty" maxLength:"1000" doc:"Only checks of this user. By default those of all users." example:"anna"`
	Kind        string  `json:"kind" enum:"delay,refuse,drop" doc:"delay: answer later; refuse: answer with status 503, and decide nothing; drop: decide, and close the connection without an answer."`
	Delay       string  `json:"delay,omitempty" maxLength:"32" doc:"With delay: how long, from 1ms to 1m." example:"2s"`
	Probability float64 `json:"probability,omitempty" exclusiveMinimum:"0" maximum:"1" default:"1" doc:"How often it happens; 1 means always."`
	Times       int     `json:"times,omitempty" minimum:"0" maximum:"1000000" doc:"It ends after so many times; 0 means never."`
}

// The kinds of faults.
const (
	delayed = "delay"
	refused = "refuse"
	dropped = "drop"
)

const maxDelay = time.Minute

// Faults are those that are in force.
type Faults struct {
	Faults []Fault `json:"faults" nullable:"false" maxItems:"100" doc:"In the order in which they are tried: for each check, every fault that it meets happens."`
}

// faults holds the faults of a server. They are for tests, and gone when it ends.
type faults struct {
	mu  sync.Mutex
	all []activeFault
}

type activeFault struct {
	Fault
	delay time.Duration
	left  int // how many times it still happens; 0: for ever
}

// fate is what happens to one check.
type fate struct {
	refused, dropped bool
	delay            time.Duration
}

// meet returns what happens to a check of a user.
func (f *faults) meet(user string) (met fate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept := f.all[:0]
	for _, fault := range f.all {
		if fault.happens(user) {
			met.refused = met.refused || fault.Kind == refused
			met.dropped = met.dropped || fault.Kind == dropped
			met.delay += fault.delay
			if fault.left--; fault.left == 0 {
				continue
			}
			fault.left = max(fault.left, 0)
		}
		kept = append(kept, fault)
	}
	f.all = kept
	return met
}

func (f *activeFault) happens(user string) bool {
	return (f.User == "" || f.User == user) && (f.Probability == 1 || rand.Float64() < f.Probability)
}

func (f *faults) list() Faults {
	f.mu.Lock()
	defer f.mu.Unlock()
	listed := Faults{[]Fault{}}
	for _, fault := range f.all {
		fault.Times = fault.left
		listed.Faults = append(listed.Faults, fault.Fault)
	}
	return listed
}

// replace replaces all faults.
func (f *faults) replace(in Faults) error {
	var all []activeFault
	for i, fault := range in.Faults {
		active := activeFault{Fault: fault, left: fault.Times}
		delay, err := value.ParseDuration(fault.Delay)
		switch isDelay := fault.Kind == delayed; {
		case isDelay && (err != nil || delay < time.Millisecond || delay > maxDelay):
			return web.Invalid(fmt.Sprintf("body.faults[%d].delay", i), "must be from 1ms to 1m")
		case !isDelay && fault.Delay != "":
			return web.Invalid(fmt.Sprintf("body.faults[%d].delay", i), "goes with the kind delay")
		case isDelay:
			active.delay = delay
		}
		all = append(all, active)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = all
	return nil
}

// faultily makes a decision about a user, unless a fault prevents it. A dropped answer is one whose
// decision is in the journal.
func (s *Server) faultily(ctx context.Context, user string, decide func() (tms.Entry, error)) (tms.Entry, error) {
	met := s.faults.meet(user)
	if met.refused {
		return tms.Entry{}, web.NewProblem(http.StatusServiceUnavailable, "nothing was decided: this fault was asked for", "DELETE "+web.APIPath+"/faults ends it")
	}
	entry, err := s.checks.decide(ctx, decide)
	if met.delay > 0 {
		timer := time.NewTimer(met.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-web.Stopping(ctx):
		}
	}
	if met.dropped {
		panic(http.ErrAbortHandler) // closes the connection
	}
	return entry, err
}

// addFaults adds the faults, for testers.
func (s *Server) addFaults(api huma.API) {
	describe := func(id, method, summary string) huma.Operation {
		return operation(id, method, "/faults", summary, "for tests")
	}
	put := describe("set-faults", http.MethodPut, "Let checks fail")
	put.Description = "Replaces all faults. They concern checks and signatures, by this API and by that of privacyIDEA, and end with the server."
	register(s, api, put, nil, func(_ context.Context, _ *tms.Validator, in *struct{ Body Faults }) (Faults, error) {
		err := s.faults.replace(in.Body)
		return s.faults.list(), err
	})
	register(s, api, describe("list-faults", http.MethodGet, "List the faults that are in force"), nil,
		func(context.Context, *tms.Validator, *struct{}) (Faults, error) { return s.faults.list(), nil })
	register(s, api, describe("clear-faults", http.MethodDelete, "End all faults"), nil,
		func(context.Context, *tms.Validator, *struct{}) (Faults, error) {
			err := s.faults.replace(Faults{})
			return s.faults.list(), err
		})
}
