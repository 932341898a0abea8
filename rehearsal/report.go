package rehearsal

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/locale"
)

// report is a summary in one language, for people.
type report struct {
	Texts *locale.Texts

	Title, Situation, Goal string

	Solved bool
	Facts  []reportFact // what came of it
	Both   bool         // both roles were played, so that each line needs the one who did it

	Steps     []reportStep
	Groups    []reportGroup // the mistakes, and the harmless ones
	OtherSide []string
	Again     []reportFact // what leads to the same run
}

type reportFact struct{ Label, Value string }

type reportStep struct {
	At   string // "" if it is not done
	By   string
	Text string
}

type reportGroup struct {
	ID       string
	Heading  string
	Mistakes []reportMistake
}

type reportMistake struct{ At, By, Text, Real string }

func (s Summary) report(texts *locale.Texts) report {
	in := func(words Words) string { return words.In(texts.Language()) }
	rep := report{
		Texts: texts, Title: in(s.Exercise.Title), Situation: in(s.Exercise.Situation), Goal: in(s.Exercise.Goal),
		Solved: s.Solved, Both: len(s.Options.Roles) > 1, Again: s.again(texts),
	}
	for _, step := range s.Steps {
		row := reportStep{By: byWord(step.By, texts), Text: in(step.Text)}
		if step.Done {
			row.At = ClockTime(step.At)
		}
		rep.Steps = append(rep.Steps, row)
	}
	mistakes := reportGroup{ID: "mistakes", Heading: texts.Text("report.mistakes")}
	remarks := reportGroup{ID: "remarks", Heading: texts.Text("report.remarks")}
	for _, made := range s.Mistakes {
		group := &mistakes
		if made.Mistake.Harmless() {
			group = &remarks
		}
		group.Mistakes = append(group.Mistakes, reportMistake{
			At: ClockTime(made.At), By: byWord(made.Mistake.By(), texts),
			Text: capital(visible(made.Text.In(texts))), Real: made.Real.In(texts),
		})
	}
	rep.Groups = []reportGroup{mistakes}
	if len(remarks.Mistakes) > 0 {
		rep.Groups = append(rep.Groups, remarks)
	}
	for _, slip := range s.OtherSlips {
		rep.OtherSide = append(rep.OtherSide, capital(slip.In(texts)))
	}
	rep.Facts = s.facts(texts, len(mistakes.Mistakes))
	return rep
}

// facts returns the lines at the top of the report.
func (s Summary) facts(texts *locale.Texts, mistakes int) []reportFact {
	took := SpokenTime(s.Took, texts)
	if limit := s.Exercise.Limit; limit > 0 {
		took = texts.Text("report.of_limit", "time", took, "limit", SpokenTime(limit, texts))
	}
	done := 0
	for _, step := range s.Steps {
		if step.Done {
			done++
		}
	}
	hints := texts.Text("report.none")
	if s.Hints > 0 {
		hints = fmt.Sprint(s.Hints)
	}
	return []reportFact{
		{texts.Text("report.label.result"), s.result(texts, mistakes)},
		{texts.Text("report.label.time"), took},
		{texts.Text("report.label.role"), s.role(texts)},
		{texts.Text("report.label.steps"), texts.Text("report.steps_done", "done", fmt.Sprint(done), "all", fmt.Sprint(len(s.Steps)))},
		{texts.Text("report.label.hints"), hints},
	}
}

func (s Summary) result(texts *locale.Texts, mistakes int) string {
	switch {
	case s.Solved && mistakes == 0:
		return texts.Text("report.solved")
	case s.Solved:
		return texts.Count("report.solved_with", uint64(mistakes))
	case mistakes == 0:
		return texts.Text("report.unsolved")
	}
	return texts.Count("report.unsolved_with", uint64(mistakes))
}

// again returns the settings that lead to the same run.
func (s Summary) again(texts *locale.Texts) []reportFact {
	difficulties := map[Difficulty]locale.Key{
		Easy: "report.difficulty.easy", Normal: "report.difficulty.normal", Hard: "report.difficulty.hard",
	}
	return []reportFact{
		{texts.Text("report.label.exercise"), s.Exercise.Name},
		{texts.Text("report.label.role"), s.role(texts)},
		{texts.Text("report.label.difficulty"), texts.Text(difficulties[s.difficulty()])},
		{texts.Text("report.label.seed"), visible(s.Options.Seed)},
	}
}

// difficulty returns the difficulty that was played. Without a choice, the other side makes no
// mistakes.
func (s Summary) difficulty() Difficulty { return cmp.Or(s.Options.Difficulty, Easy) }

func (s Summary) role(texts *locale.Texts) string {
	switch {
	case len(s.Options.Roles) > 1:
		return texts.Text("report.role.both")
	case s.Options.Roles[0] == Support:
		return texts.Text("report.role.support")
	}
	return texts.Text("report.role.customer")
}

// byWord returns the word for the side that did something.
func byWord(role Role, texts *locale.Texts) string {
	switch role {
	case Customer:
		return texts.Text("report.by.customer")
	case Support:
		return texts.Text("report.by.support")
	}
	return texts.Text("report.by.both")
}

// ClockTime formats a time since the start, such as 1:23 or 1:02:03. Parts of a second are cut.
func ClockTime(d time.Duration) string {
	seconds := int(d / time.Second)
	if seconds < 3600 {
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// SpokenTime formats a time with its units, such as 1 min 23 s. Parts of a second are cut.
func SpokenTime(d time.Duration, texts *locale.Texts) string {
	seconds := int(d / time.Second)
	var parts []string
	if hours := seconds / 3600; hours > 0 {
		parts = append(parts, texts.Text("report.hours", "number", fmt.Sprint(hours)))
	}
	if minutes := seconds / 60 % 60; minutes > 0 {
		parts = append(parts, texts.Text("report.minutes", "number", fmt.Sprint(minutes)))
	}
	if rest := seconds % 60; rest > 0 || parts == nil {
		parts = append(parts, texts.Text("report.seconds", "number", fmt.Sprint(rest)))
	}
	return strings.Join(parts, " ")
}

// capital returns a text that begins with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// visible replaces the characters that a user has typed and that are not visible, such as those
// that control a terminal or the direction of writing.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return utf8.RuneError
		}
		return r
	}, text)
}
