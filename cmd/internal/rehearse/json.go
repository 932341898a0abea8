package rehearse

import (
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// jsonPrinter prints a rehearsal for programs, one object per event.
type jsonPrinter struct {
	w      io.Writer
	texts  *locale.Texts
	engine *rehearsal.Rehearsal
}

// eventJSON is an event in JSON.
type eventJSON struct {
	Time  int64               `json:"t_ms"`
	Event rehearsal.EventKind `json:"event"`
	Where rehearsal.Role      `json:"where,omitempty"`
	Text  string              `json:"text,omitempty"`

	// of a screen
	LCD   *string `json:"lcd,omitempty"`
	OffIn *int64  `json:"off_in_ms,omitempty"`

	Step int `json:"step,omitempty"` // of a step, counted from 1

	// of a mistake
	Mistake  rehearsal.Mistake `json:"mistake,omitempty"`
	Harmless *bool             `json:"harmless,omitempty"`
	Real     string            `json:"real,omitempty"`
}

// The events of the conversation itself.
const (
	commandEvent rehearsal.EventKind = "command"
	problemEvent rehearsal.EventKind = "error"
)

// print prints an event. [cli.App] reports a failure at the end.
func (p *jsonPrinter) print(event eventJSON) { _ = cli.PrintJSON(p.w, event) }

func (p *jsonPrinter) own(kind rehearsal.EventKind, text string) {
	p.print(eventJSON{Time: p.engine.View().At.Milliseconds(), Event: kind, Text: text})
}

// Programs read the situation in the exercise, and see everything in the events.
func (p *jsonPrinter) begin()      {}
func (p *jsonPrinter) help()       {}
func (p *jsonPrinter) status()     {}
func (p *jsonPrinter) note(string) {}

func (p *jsonPrinter) command(line string) { p.own(commandEvent, line) }

func (p *jsonPrinter) problem(err *rehearsal.ActionError) { p.own(problemEvent, err.Text.In(p.texts)) }

func (p *jsonPrinter) happened(_ rehearsal.Verb, events []rehearsal.Event) {
	for _, event := range events {
		p.print(p.event(event))
	}
}

func (p *jsonPrinter) event(e rehearsal.Event) eventJSON {
	object := eventJSON{Time: e.At.Milliseconds(), Event: e.Kind, Where: e.Where, Text: e.Text.In(p.texts)}
	switch e.Kind {
	case rehearsal.Screen:
		object.LCD = new(e.Screen.LCD)
		object.OffIn = new(e.Screen.OffIn.Milliseconds())
	case rehearsal.StepDone:
		object.Step = e.Step + 1
	case rehearsal.Mistaken:
		object.Mistake, object.Harmless, object.Real = e.Mistake, new(e.Mistake.Harmless()), e.Real.In(p.texts)
	}
	return object
}
