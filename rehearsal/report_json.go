package rehearsal

import (
	"encoding/json"

	"etokenpass/internal/locale"
)

// Outcome is a summary in one language, as data. Its fields are stable.
type Outcome struct {
	Exercise   string           `json:"exercise"`
	Title      string           `json:"title"`
	Roles      []Role           `json:"roles" nullable:"false" doc:"The sides that the user played."`
	Difficulty Difficulty       `json:"difficulty"`
	RandomSeed string           `json:"random_seed"`
	Language   locale.Language  `json:"language" doc:"The language of the texts."`
	Solved     bool             `json:"solved"`
	Took       int64            `json:"took_ms"`
	Limit      int64            `json:"limit_ms,omitempty" doc:"Absent if there is none."`
	Steps      []OutcomeStep    `json:"steps" nullable:"false"`
	Mistakes   []OutcomeMistake `json:"mistakes" nullable:"false"`
	Hints      int              `json:"hints"`
	OtherSide  []string         `json:"other_side" nullable:"false" doc:"The mistakes that the program made for the other side."`
}

// OutcomeStep is a step of a side that the user played.
type OutcomeStep struct {
	By   Role   `json:"by"`
	Text string `json:"text"`
	Done bool   `json:"done"`
	At   *int64 `json:"at_ms,omitempty" doc:"Milliseconds since the start. Absent if it is not done."`
}

// OutcomeMistake is a mistake that was made.
type OutcomeMistake struct {
	Mistake  Mistake `json:"mistake"`
	By       Role    `json:"by,omitempty" doc:"Absent if either side can make it."`
	Harmless bool    `json:"harmless"`
	At       int64   `json:"at_ms" doc:"Milliseconds since the start."`
	Text     string  `json:"text"`
	Real     string  `json:"real" doc:"What the real device or the real bank would do."`
}

// JSON returns the outcome as JSON, in one line without its end.
func (s Summary) JSON(texts *locale.Texts) ([]byte, error) { return json.Marshal(s.Outcome(texts)) }

// Outcome returns the summary as data, in the language of the texts.
func (s Summary) Outcome(texts *locale.Texts) Outcome {
	out := Outcome{
		Exercise: s.Exercise.Name, Title: s.Exercise.Title.In(texts.Language()), Roles: s.Options.Roles, Difficulty: s.difficulty(),
		RandomSeed: s.Options.Seed, Language: texts.Language(), Solved: s.Solved,
		Took: s.Took.Milliseconds(), Limit: s.Exercise.Limit.Milliseconds(), Hints: s.Hints,
		Steps: []OutcomeStep{}, Mistakes: []OutcomeMistake{}, OtherSide: []string{},
	}
	for _, step := range s.Steps {
		row := OutcomeStep{By: step.By, Text: step.Text.In(texts.Language()), Done: step.Done}
		if at := step.At.Milliseconds(); step.Done {
			row.At = &at
		}
		out.Steps = append(out.Steps, row)
	}
	for _, made := range s.Mistakes {
		out.Mistakes = append(out.Mistakes, OutcomeMistake{
			Mistake: made.Mistake, By: made.Mistake.By(), Harmless: made.Mistake.Harmless(), At: made.At.Milliseconds(),
			Text: made.Text.In(texts), Real: made.Real.In(texts),
		})
	}
	for _, slip := range s.OtherSlips {
		out.OtherSide = append(out.OtherSide, slip.In(texts))
	}
	return out
}
