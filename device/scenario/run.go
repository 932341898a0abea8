package scenario

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/device"
)

// Result is the result of one step.
type Result struct {
	Line int             // in the file, from 1
	Step string          // the text of the step
	At   time.Duration   // virtual time since the start of the run, after the step
	Seen device.Snapshot // the token after the step
	Dead string          // the reason if the token did nothing because its battery is empty, else ""
}

// Observer follows a run. Both functions may be nil.
type Observer struct {
	Step     func(Result) error           // after each step; an error ends the run
	Progress func(now, end time.Duration) // from time to time in a long step: virtual time so far, and in total
}

// Run checks the scenario against the token's profile and then runs it on the token's
// clock. The run ends at the first expectation that is not met, with an [*Unmet] as the
// error, or when the memory or the observer returns an error. If a step takes time and the
// clock cannot be moved forward, the error wraps [device.ErrFixedClock].
func (s *Scenario) Run(token *device.Token, observer Observer) error {
	profile := token.Profile()
	if err := s.Check(profile); err != nil {
		return err
	}
	r := runner{token: token, start: token.Snapshot().At, progress: observer.Progress}
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
			result := Result{Line: step.line, Step: step.text, At: seen.At.Sub(r.start), Seen: seen, Dead: r.dead}
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
		return r.released(r.token.Hold(s.holdTime(r.token.Profile().Button.Hold)))
	case "wait":
		return r.released(r.token.Wait(s.time))
	case "down":
		r.token.Down()
	case "up":
		return r.released(r.token.Up())
	}
	return nil
}

// progressEvery is the number of presses between two progress reports.
const progressEvery = 10_000

func (r *runner) press(s step) error {
	presses := 0
	for seen, err := range r.token.Presses(s.count, s.every) {
		if err := r.released(seen, err); err != nil {
			return err
		}
		if presses++; r.progress != nil && presses%progressEvery == 0 {
			r.progress(seen.At.Sub(r.start), r.end)
		}
	}
	return nil
}

// released handles the result of a release or of waiting. If the battery is empty, the run continues,
// because a scenario may expect a dead token.
func (r *runner) released(_ device.Snapshot, err error) error {
	if errors.Is(err, device.ErrDead) {
		r.dead = err.Error()
		return nil
	}
	return err
}
