package rehearse

import (
	"fmt"
	"io"
	"strings"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// textPrinter prints a rehearsal for people.
type textPrinter struct {
	w      io.Writer
	texts  *locale.Texts
	engine *rehearsal.Rehearsal

	desk []rehearsal.DeskRow // as it was last printed
	done int                 // steps of the user
}

// print prints text that has its line breaks. [cli.App] reports a failure at the end.
func (p *textPrinter) print(text string) { _, _ = io.WriteString(p.w, text) }

// line prints a paragraph.
func (p *textPrinter) line(text string) { p.print(wrap(text, "  ")) }

// labelled prints a paragraph with what it is.
func (p *textPrinter) labelled(label locale.Key, text string) {
	p.line(p.texts.Text(label) + ": " + text)
}

func (p *textPrinter) begin() {
	exercise := p.engine.Exercise()
	title := exercise.Title.In(p.texts.Language())
	p.print(title + "\n" + strings.Repeat("=", len([]rune(title))) + "\n\n")
	p.printTask()
	p.labelled("rehearse.label.roles", roleNames(p.texts, p.engine.Options().Roles))
	steps := fmt.Sprint(len(p.engine.Summary().Steps))
	if exercise.Limit > 0 {
		steps += "; " + p.texts.Text("rehearse.begin.limit", "limit", rehearsal.SpokenTime(exercise.Limit, p.texts))
	}
	p.labelled("rehearse.label.steps", steps)
	p.line(p.texts.Text("rehearse.begin.help"))
	if plays(p.engine, rehearsal.Support) || len(p.engine.Events()) > 0 {
		p.print("\n")
	}
	if plays(p.engine, rehearsal.Support) {
		p.desk = p.engine.View().Desk
		p.printDesk(p.desk)
	}
}

// printTask prints what the exercise is about.
func (p *textPrinter) printTask() {
	exercise, language := p.engine.Exercise(), p.texts.Language()
	p.print(wrap(exercise.Situation.In(language), "") + "\n")
	p.labelled("rehearse.label.goal", exercise.Goal.In(language))
}

func (p *textPrinter) command(line string) { p.print("\n> " + cli.Legible(line) + "\n") }

func (p *textPrinter) note(text string) { p.line(text) }

func (p *textPrinter) problem(err *rehearsal.ActionError) {
	p.labelled("rehearse.label.problem", err.Text.In(p.texts))
}

func (p *textPrinter) happened(verb rehearsal.Verb, events []rehearsal.Event) {
	drawn := p.printLCD(verb, events)
	for _, event := range events {
		p.printEvent(event)
	}
	changed := p.printDeskChanges()
	if len(events) == 0 && !drawn && !changed {
		p.printNothing(verb)
	}
}

// printNothing prints that a command had no effect that can be seen.
func (p *textPrinter) printNothing(verb rehearsal.Verb) {
	switch verb {
	case "", rehearsal.Down, rehearsal.Up: // the LCD shows what the button does
	case rehearsal.Login, rehearsal.Sign: // the field is shown already
		p.printPage(p.engine.View())
	default:
		p.line(p.texts.Text("rehearse.nothing"))
	}
}

func (p *textPrinter) printPage(view rehearsal.View) {
	p.labelled("rehearse.label.bank", p.texts.Text(pages[view.Page]))
}

// printEvent prints what happened. Screens are printed as the last one of a command is.
func (p *textPrinter) printEvent(event rehearsal.Event) {
	text := event.Text.In(p.texts)
	switch event.Kind {
	case rehearsal.Screen:
	case rehearsal.StepDone:
		p.done++
		steps := len(p.engine.Summary().Steps)
		p.line(p.texts.Text("rehearse.step", "done", fmt.Sprint(p.done), "steps", fmt.Sprint(steps), "step", text))
	case rehearsal.Mistaken:
		label := locale.Key("rehearse.label.mistake")
		if event.Mistake.Harmless() {
			label = "rehearse.label.harmless"
		}
		p.labelled(label, text)
		p.labelled("rehearse.label.real", event.Real.In(p.texts))
	case rehearsal.Hinted:
		if event.Step != rehearsal.NoStep {
			text = p.engine.Exercise().Steps[event.Step].Text.In(p.texts.Language()) + ": " + text
		}
		p.labelled("rehearse.label.hint", text)
	case rehearsal.Ended:
		p.line(text)
	case rehearsal.Desk:
		label := locale.Key("rehearse.label.desk")
		if event.Where == rehearsal.Customer { // on the bank's page for customers
			label = "rehearse.label.bank"
		}
		p.labelled(label, text)
	default:
		p.labelled(labels[event.Kind], text)
	}
}

// labels says who or what an event comes from.
var labels = map[rehearsal.EventKind]locale.Key{
	rehearsal.Seen:         "rehearse.label.seen",
	rehearsal.Bank:         "rehearse.label.bank",
	rehearsal.CustomerSays: "rehearse.label.customer",
	rehearsal.SupportSays:  "rehearse.label.support",
}

// status prints the task, and everything that the user can see.
func (p *textPrinter) status() {
	view := p.engine.View()
	p.printTask()
	p.print("\n")
	if plays(p.engine, rehearsal.Customer) {
		p.printHand(view)
		p.printPage(view)
	}
	p.printCall(view.Call)
	if plays(p.engine, rehearsal.Support) {
		p.printDesk(view.Desk)
	}
	steps := fmt.Sprint(len(p.engine.Summary().Steps))
	p.line(p.texts.Text("rehearse.status", "done", fmt.Sprint(p.done), "steps", steps, "time", p.time(view.At)))
}

// time formats the time since the start, with the limit if there is one.
func (p *textPrinter) time(since time.Duration) string {
	if limit := p.engine.Exercise().Limit; limit > 0 {
		return p.texts.Text("rehearse.status.time", "time", rehearsal.ClockTime(since), "limit", rehearsal.SpokenTime(limit, p.texts))
	}
	return rehearsal.ClockTime(since)
}

// pages says where the customer is in the bank's system.
var pages = map[rehearsal.Page]locale.Key{
	rehearsal.PageStart:    "rehearse.page.start",
	rehearsal.PageKey:      "rehearse.page.key",
	rehearsal.PageOpen:     "rehearse.page.open",
	rehearsal.PageReadOnly: "rehearse.page.readonly",
	rehearsal.PageSigning:  "rehearse.page.signing",
}

// wholeSeconds rounds up, as a person counts down.
func wholeSeconds(d time.Duration) string {
	return fmt.Sprint(int((d + time.Second - 1) / time.Second))
}
