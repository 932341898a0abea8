package rehearsal

import "time"

// Summary is what came of a rehearsal.
type Summary struct {
	Exercise   *Exercise
	Options    Options
	Solved     bool
	Took       time.Duration
	Steps      []StepState // of the roles that the user played
	Mistakes   []MadeMistake
	Hints      int
	OtherSlips []Sentence // mistakes that the other side made, played by the program
}

// Summary returns what has come of the rehearsal so far.
func (r *Rehearsal) Summary() Summary {
	s := Summary{
		Exercise: r.exercise, Options: r.options, Solved: r.solved, Took: r.elapsed(),
		Mistakes: r.mistakes, Hints: r.hints, OtherSlips: r.partner.slips,
	}
	for _, step := range r.steps {
		if r.plays(step.By) {
			s.Steps = append(s.Steps, step)
		}
	}
	return s
}
