package rehearsal

import (
	"encoding/json"

	"etokenpass/internal/locale"
)

// summaryJSON is a summary as JSON. Its fields are stable.
type summaryJSON struct {
	Exercise   string          `json:"exercise"`
	Title      string          `json:"title"`
	Roles      []Role          `json:"roles"` // that the user played
	Difficulty Difficulty      `json:"difficulty"`
	RandomSeed string          `json:"random_seed"`
	Language   locale.Language `json:"language"` // of the texts
	Solved     bool            `json:"solved"`
	Took       int64           `json:"took_ms"`
	Limit      int64           `json:"limit_ms,omitempty"` // missing if there is none
	Steps      []stepJSON      `json:"steps"`
	Mistakes   []mistakeJSON   `json:"mistakes"`
	Hints      int             `json:"hints"`
	OtherSide  []string        `json:"other_side"` // mistakes that the program made for the other side
}

type stepJSON struct {
	By   Role   `json:"by"`
	Text string `json:"text"`
	Done bool   `json:"done"`
	At   *int64 `json:"at_ms,omitempty"` // since the start; missing if it is not done
}

type mistakeJSON struct {
	Mistake  Mistake `json:"mistake"`
	By       Role    `json:"by,omitempty"` // missing if either side can make it
	Harmless bool    `json:"harmless"`
	At       int64   `json:"at_ms"` // since the start
	Text     string  `json:"text"`
	Real     string  `json:"real"` // what the real device or the real bank would do
}

// JSON returns the summary as JSON, in one line without its end.
func (s Summary) JSON(texts *locale.Texts) ([]byte, error) {
	out := summaryJSON{
		Exercise: s.Exercise.Name, Title: s.Exercise.Title.In(texts.Language()), Roles: s.Options.Roles, Difficulty: s.difficulty(),
		RandomSeed: s.Options.Seed, Language: texts.Language(), Solved: s.Solved,
		Took: s.Took.Milliseconds(), Limit: s.Exercise.Limit.Milliseconds(), Hints: s.Hints,
		Steps: []stepJSON{}, Mistakes: []mistakeJSON{}, OtherSide: []string{},
	}
	for _, step := range s.Steps {
		row := stepJSON{By: step.By, Text: step.Text.In(texts.Language()), Done: step.Done}
		if at := step.At.Milliseconds(); step.Done {
			row.At = &at
		}
		out.Steps = append(out.Steps, row)
	}
	for _, made := range s.Mistakes {
		out.Mistakes = append(out.Mistakes, mistakeJSON{
			Mistake: made.Mistake, By: made.Mistake.By(), Harmless: made.Mistake.Harmless(), At: made.At.Milliseconds(),
			Text: made.Text.In(texts), Real: made.Real.In(texts),
		})
	}
	for _, slip := range s.OtherSlips {
		out.OtherSide = append(out.OtherSide, slip.In(texts))
	}
	return json.Marshal(out)
}
