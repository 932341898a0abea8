package rehearsal

import (
	"strings"
	"unicode/utf8"

	"etokenpass/internal/locale"
)

// reportWidth is the width of a report as text, in characters.
const reportWidth = 80

// Text returns the summary as text for people, in lines of at most 80 characters.
func (s Summary) Text(texts *locale.Texts) string {
	rep := s.report(texts)
	var page textPage
	page.item("", texts.Text("report.heading", "title", rep.Title))
	page.blank()
	page.facts(rep.Facts)
	page.section(texts.Text("report.steps"))
	page.steps(rep)
	for _, group := range rep.Groups {
		page.section(group.Heading)
		page.mistakes(rep, group.Mistakes)
	}
	if len(rep.OtherSide) > 0 {
		page.section(texts.Text("report.other_side"))
		for _, slip := range rep.OtherSide {
			page.item("  - ", slip)
		}
	}
	page.section(texts.Text("report.again"))
	page.facts(rep.Again)
	return page.text.String()
}

// textPage is a text being written, line by line.
type textPage struct{ text strings.Builder }

func (p *textPage) blank() { p.text.WriteByte('\n') }

func (p *textPage) section(heading string) {
	p.blank()
	p.item("", heading)
}

// facts writes labels and values in two columns.
func (p *textPage) facts(facts []reportFact) {
	width := 0
	for _, fact := range facts {
		width = max(width, utf8.RuneCountInString(fact.Label))
	}
	for _, fact := range facts {
		p.item("  "+padded(fact.Label, width)+"  ", fact.Value)
	}
}

func (p *textPage) steps(rep report) {
	notDone := rep.Texts.Text("report.not_done")
	width := utf8.RuneCountInString(notDone)
	for _, step := range rep.Steps {
		at := step.At
		if at == "" {
			at = notDone
		}
		p.item("  "+padded(at, width)+"  ", rep.line(step.By, step.Text))
	}
}

func (p *textPage) mistakes(rep report, all []reportMistake) {
	if len(all) == 0 {
		p.item("  ", rep.Texts.Text("report.none"))
	}
	for _, made := range all {
		at := "  " + made.At + "  "
		p.item(at, rep.line(made.By, made.Text))
		p.item(padded("", utf8.RuneCountInString(at)), rep.Texts.Text("report.in_practice", "text", made.Real))
	}
}

// line returns a text, with the side that it is about if both were played.
func (rep report) line(by, text string) string {
	if rep.Both {
		return capital(by) + ": " + text
	}
	return text
}

func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
}

// item writes a text in lines of the page's width. The first begins with lead, the others are
// indented by as much.
func (p *textPage) item(lead, text string) {
	indent := utf8.RuneCountInString(lead)
	column := indent
	line := lead
	for _, word := range brokenWords(text, reportWidth-indent) {
		length := utf8.RuneCountInString(word)
		if column > indent && column+1+length > reportWidth {
			p.line(line)
			line, column = padded("", indent), indent
		}
		if column > indent {
			line, column = line+" ", column+1
		}
		line, column = line+word, column+length
	}
	p.line(line)
}

func (p *textPage) line(text string) {
	p.text.WriteString(strings.TrimRight(text, " "))
	p.blank()
}

// brokenWords returns the words of a text. Longer ones than most characters are broken.
func brokenWords(text string, most int) (words []string) {
	for _, word := range strings.Fields(text) {
		runes := []rune(word)
		for len(runes) > most {
			words, runes = append(words, string(runes[:most])), runes[most:]
		}
		words = append(words, string(runes))
	}
	return words
}
