package scenario

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/device"
)

// Result is the result of a step.
type Result struct {
	Line int
	Step string          // the text of the step
	At   time.Duration   // virtual time since the start, after the step
	Seen device.Snapshot // the token after the step
	Dead string          // why the token did nothing: its battery is empty; else ""
}

// Observer follows a run; both functions may be nil.
type Observer struct {
	Step     func(Result) error           // after each step; an error ends the run
	Progress func(now, end time.Duration) // now and then in a long step, in virtual time
}

// Run checks the scenario against the token's profile and then runs it. The
// clock must be the token's. It ends at the first expectation that is not met
// ([*Unmet]) or when the memory fails.
func (s *Scenario) Run(token *device.Token, clock device.AdvancingClock, observer Observer) error {
	profile := token.Profile()
	if err := s.Check(profile); err != nil {
		return err
	}
	r := runner{token: token, clock: clock, start: clock.Now(), progress: observer.Progress}
	for _, step := range s.steps {
		r.end += step.duration(profile.Button.Hold)
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
		if step.verb == "expect" && step.want != seen.Shown() {
			return &Unmet{File: s.name, Line: step.line, Want: step.want, Got: seen.Shown()}
		}
	}
	return nil
}

type runner struct {
	token    *device.Token
	clock    device.AdvancingClock
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
		return r.released(device.Hold(r.token, r.clock, s.holdTime(r.token.Profile().Button.Hold)))
	case "wait":
		r.clock.Advance(s.time)
	case "down":
		r.token.Down()
	case "up":
		return r.released(r.token.Up())
	}
	return nil
}

// often is after how many presses a long step reports its progress.
const often = 10_000

func (r *runner) press(s step) error {
	presses := 0
	for seen, err := range device.Presses(r.token, r.clock, s.count, s.every) {
		if err := r.released(seen, err); err != nil {
			return err
		}
		if presses++; r.progress != nil && presses%often == 0 {
			r.progress(r.clock.Now().Sub(r.start), r.end)
		}
	}
	return nil
}

// released is the end of a press or hold. A token that is dead does nothing, which a
// scenario may well expect: the run goes on.
func (r *runner) released(_ device.Snapshot, err error) error {
	if errors.Is(err, device.ErrDead) {
		r.dead = err.Error()
		return nil
	}
	return err
}
