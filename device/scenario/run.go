package scenario

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/device"
)

// Result is what a step led to.
type Result struct {
	Line int
	Step string          // as the scenario says it
	At   time.Duration   // virtual time since the start, after the step
	Seen device.Snapshot // the token after the step
	Dead string          // why the token did nothing, if it did not: its battery is empty
}

// Observer is told how a run goes on; both may be nil.
type Observer struct {
	Step     func(Result) error           // after each step; an error ends the run
	Progress func(now, end time.Duration) // now and then in a long step, in virtual time
}

// Run checks the scenario against the token's profile and then runs it. The
// clock must be the token's. It ends at the first expectation that is not met
// ([*Unmet]) or when the memory refuses.
func (s *Scenario) Run(token *device.Token, clock *device.VirtualClock, observer Observer) error {
	if err := s.Check(token); err != nil {
		return err
	}
	r := runner{token: token, clock: clock, start: clock.Now(), progress: observer.Progress}
	for _, step := range s.steps {
		r.end += step.duration(token.Profile().Button.Hold)
	}
	for _, step := range s.steps {
		r.dead = ""
		if err := r.do(step); err != nil {
			return fmt.Errorf("%s:%d: %w", s.name, step.line, err)
		}
		seen := token.Snapshot()
		if observer.Step != nil {
			result := Result{Line: step.line, Step: step.text, At: clock.Now().Sub(r.start), Seen: seen, Dead: r.dead}
			if err := observer.Step(result); err != nil {
				return err
			}
		}
		if step.verb == "expect" && step.want != shown(seen.LCD) {
			return &Unmet{File: s.name, Line: step.line, Want: step.want, Got: shown(seen.LCD)}
		}
	}
	return nil
}

type runner struct {
	token    *device.Token
	clock    *device.VirtualClock
	start    time.Time
	end      time.Duration
	progress func(now, end time.Duration)
	dead     string
}

func (r *runner) do(s step) error {
	switch s.verb {
	case "press":
		return r.press(s)
	case "hold":
		return r.downFor(s.holdTime(r.token.Profile().Button.Hold))
	case "wait":
		r.clock.Advance(s.time)
	case "down":
		r.token.Down()
	case "up":
		return r.up()
	}
	return nil
}

// often is after how many presses a long step tells its progress.
const often = 10_000

func (r *runner) press(s step) error {
	for i := range s.count {
		if i > 0 {
			r.clock.Advance(s.every - pressTime)
		}
		if err := r.downFor(pressTime); err != nil {
			return err
		}
		if r.progress != nil && (i+1)%often == 0 {
			r.progress(r.clock.Now().Sub(r.start), r.end)
		}
	}
	return nil
}

func (r *runner) downFor(d time.Duration) error {
	r.token.Down()
	r.clock.Advance(d)
	return r.up()
}

// up releases the button. A token that is dead does nothing, which a scenario may
// well expect: that is no failure of the run.
func (r *runner) up() error {
	_, err := r.token.Up()
	if errors.Is(err, device.ErrDead) {
		r.dead = err.Error()
		return nil
	}
	return err
}
