package rehearse

import (
	"cmp"
	"errors"
	"io"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// conversation carries out the lines of a user, and prints what happens.
type conversation struct {
	texts   *locale.Texts
	engine  *rehearsal.Rehearsal
	printer printer
	prompt  string // for a person who types lines

	events []rehearsal.Event // that are not printed yet
	clock  func() time.Time  // nil if only commands move time
	last   time.Time         // up to which real time has passed

	backs []string // serials that the user has read

	holds   bool          // whether hold without a time lasts until the next line
	holding bool          // the button is down for that
	downAt  time.Duration // when the button went down
	err     error         // of the engine, which ends the conversation
	out     output
}

// output is what the printer writes to. The conversation ends when it fails.
type output struct {
	io.Writer
	err error // the first one
}

func (o *output) Write(data []byte) (int, error) {
	n, err := o.Writer.Write(data)
	o.err = cmp.Or(o.err, err)
	return n, err
}

// newConversation starts a conversation, and prints how it begins.
func newConversation(a *cli.App, w io.Writer, o options, engine *rehearsal.Rehearsal) *conversation {
	c := &conversation{prompt: "\n> ", texts: o.texts(), engine: engine, events: engine.Events(), out: output{Writer: w}}
	if !o.fast && o.answers.Value == "" {
		c.clock, c.last = a.Now, a.Now()
		c.holds = a.InIsTerminal
	}
	if o.format.Value == cli.JSON {
		c.prompt = "" // among objects
		c.printer = &jsonPrinter{w: &c.out, texts: c.texts, engine: engine}
	} else {
		c.printer = &textPrinter{w: &c.out, texts: c.texts, engine: engine}
	}
	engine.Watch(func(event rehearsal.Event) { c.events = append(c.events, event) })
	c.printer.begin()
	c.flush("")
	return c
}

// Line carries out a line.
func (c *conversation) Line(line string) {
	err := c.do(line)
	if action, ok := errors.AsType[*rehearsal.ActionError](err); ok {
		c.printer.problem(action)
		return
	}
	c.err = err
}

// GiveUp ends the rehearsal.
func (c *conversation) GiveUp() {
	if c.passes() {
		c.err = c.act(rehearsal.Action{Verb: rehearsal.GiveUp})
	}
}

// Ended reports whether the rehearsal has ended, or cannot go on.
func (c *conversation) Ended() bool { return c.err != nil || c.out.err != nil || c.engine.Ended() }

// do lets time pass until now, and carries out a line, unless the rehearsal has ended by then.
func (c *conversation) do(line string) error {
	if !c.passes() {
		return nil
	}
	if c.holding {
		c.holding = false
		if err := c.act(rehearsal.Action{Verb: rehearsal.Up}); err != nil || c.engine.Ended() {
			return err
		}
	}
	c.flush("")
	switch verb, _ := ownVerb(line); verb {
	case helpVerb:
		c.printer.help()
		return nil
	case statusVerb:
		c.printer.status()
		return nil
	}
	action, ok, err := rehearsal.ParseAction(line)
	if err != nil || !ok {
		return err
	}
	if action.Verb == rehearsal.Hold && action.Time == 0 && c.holds {
		action.Verb = rehearsal.Down
		c.holding = true
	}
	if err := c.act(action); err != nil {
		c.holding = false
		return err
	}
	if c.holding {
		c.printer.note(c.texts.Text("rehearse.holding"))
	}
	return nil
}

// act carries out an action and prints what happened.
func (c *conversation) act(action rehearsal.Action) error {
	if action.Verb == rehearsal.Down && !c.engine.View().Token.Down {
		c.downAt = c.engine.View().At
	}
	if err := c.engine.Do(action); err != nil {
		return err
	}
	c.flush(action.Verb)
	return nil
}

// passes lets time pass until now, and reports whether the rehearsal goes on. Without a clock it
// always does, so that a line after the end is an error.
func (c *conversation) passes() bool {
	if c.clock == nil {
		return true
	}
	c.pass()
	if !c.engine.Ended() {
		return true
	}
	c.flush("")
	return false
}

// pass lets the real time pass that has passed since it was last called.
func (c *conversation) pass() {
	if c.clock == nil {
		return
	}
	now := c.clock()
	if d := now.Sub(c.last); d > 0 { // the system's clock may be set back
		c.engine.Advance(d)
	}
	c.last = now
}

// flush prints the events that have not been printed, as far as the user can see them.
func (c *conversation) flush(verb rehearsal.Verb) {
	var visible []rehearsal.Event
	for _, event := range c.events {
		if c.isVisible(event) {
			visible = append(visible, event)
		}
	}
	c.events = nil
	if view := c.engine.View(); view.Back {
		c.backs = add(c.backs, view.Token.Serial)
	}
	c.printer.happened(verb, visible)
}

// isVisible reports whether an event can be seen on a side that the user plays.
func (c *conversation) isVisible(event rehearsal.Event) bool {
	if event.Kind == rehearsal.Screen && c.engine.View().Back {
		return false
	}
	return event.Where == "" || plays(c.engine, event.Where)
}
