package rehearsal

import (
	"errors"
	"fmt"
)

// Solve returns actions of the user that solve an exercise, one after the other, without a
// mistake. They follow from the exercise's steps, and are right only for the same options. It
// returns an error if the steps do not lead to the goal.
func Solve(exercise *Exercise, options Options) ([]Action, error) {
	r, err := New(exercise, options)
	if err != nil {
		return nil, err
	}
	var all []Action
	for i, step := range exercise.Steps {
		if !r.plays(step.By) || r.steps[i].Done {
			continue
		}
		for _, line := range step.Do {
			if r.ended {
				break
			}
			action, ok, err := r.fill(line)
			if err == nil && ok {
				err = r.Do(action)
			}
			if err != nil {
				return nil, fmt.Errorf("step %d: %s: %w", i+1, line, err)
			}
			all = append(all, action)
		}
	}
	switch {
	case r.solved:
		return all, nil
	case options.Difficulty == Normal, options.Difficulty == Hard:
		return nil, fmt.Errorf("the steps do not lead to the goal when the other side makes mistakes (difficulty %s)", options.Difficulty)
	}
	return nil, errors.New("the steps do not lead to the goal")
}
