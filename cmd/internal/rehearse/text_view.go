package rehearse

import (
	"fmt"
	"slices"
	"strings"

	"etokenpass/device"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/rehearsal"
	"etokenpass/tms"
)

// looks are the commands after which the customer looks at the LCD, even if it has not changed.
var looks = []rehearsal.Verb{rehearsal.Read, rehearsal.Turn, rehearsal.UpsideDown, rehearsal.Take, rehearsal.Wait}

// printLCD prints the LCD if a command changed it or looked at it, and reports whether it did.
func (p *textPrinter) printLCD(verb rehearsal.Verb, events []rehearsal.Event) bool {
	if !plays(p.engine, rehearsal.Customer) {
		return false
	}
	changed := slices.ContainsFunc(events, func(e rehearsal.Event) bool { return e.Kind == rehearsal.Screen })
	view := p.engine.View()
	switch isOff := view.Token.State == device.Off; {
	case view.Back, !changed && (isOff || !slices.Contains(looks, verb)):
		return false
	case isOff:
		p.line(p.texts.Text("rehearse.lcd.off"))
	default:
		p.drawLCD(view)
	}
	return true
}

func (p *textPrinter) drawLCD(view rehearsal.View) {
	p.print(view.LCD.Text())
	if view.Token.OffIn > 0 {
		p.line(p.texts.Text("rehearse.lcd.off_in", "seconds", wholeSeconds(view.Token.OffIn)))
	}
}

// printHand prints how the customer holds which token.
func (p *textPrinter) printHand(view rehearsal.View) {
	switch {
	case view.Back:
		p.line(p.texts.Text("rehearse.hand.back", "serial", view.Token.Serial))
	case view.Token.State == device.Off:
		p.line(p.texts.Text("rehearse.lcd.off"))
	default:
		p.drawLCD(view)
	}
	if view.UpsideDown {
		p.line(p.texts.Text("rehearse.hand.upside_down"))
	}
	if len(view.Others) > 0 {
		p.line(p.texts.Text("rehearse.hand.others", "serials", strings.Join(view.Others, ", ")))
	}
}

// printCall prints what the caller has said.
func (p *textPrinter) printCall(call *rehearsal.Call) {
	if call == nil {
		p.line(p.texts.Text("rehearse.call.none"))
		return
	}
	said := func(text string) string {
		if text == "" {
			return "—"
		}
		return text
	}
	codes := said(strings.TrimSpace(strings.Join(call.Codes[:], " ")))
	p.line(p.texts.Text("rehearse.call.said", "serial", said(call.Serial), "counter", said(call.Counter), "codes", codes,
		"organisation", said(call.Organisation), "name", said(call.Name)))
}

// printDeskChanges prints the records of the help desk that have changed, and reports whether
// there are any.
func (p *textPrinter) printDeskChanges() bool {
	if !plays(p.engine, rehearsal.Support) {
		return false
	}
	now := p.engine.View().Desk
	var changed []rehearsal.DeskRow
	for _, row := range now {
		if !slices.Contains(p.desk, row) {
			changed = append(changed, row)
		}
	}
	p.desk = now
	p.printDesk(changed)
	return len(changed) > 0
}

func (p *textPrinter) printDesk(rows []rehearsal.DeskRow) {
	for _, row := range rows {
		p.labelled("rehearse.label.record", strings.Join(p.record(row), "; "))
	}
}

// record describes the validator's record of a token.
func (p *textPrinter) record(row rehearsal.DeskRow) []string {
	if row.Login == "" {
		return []string{row.Serial, p.texts.Text(unassigned(row.State))}
	}
	parts := []string{row.Serial, row.Login, row.Organisation, row.Owner}
	if p.counts(row.Serial) {
		parts = append(parts, p.texts.Text("rehearse.record.counter", "counter", fmt.Sprintf("F%05d", row.Counter)))
	}
	if row.OutOfStep {
		parts = append(parts, p.texts.Text("rehearse.record.ahead", "codes", fmt.Sprintf("%+d", row.Ahead)))
	}
	if row.MaxFailures > 0 {
		parts = append(parts, p.texts.Text("rehearse.record.failures", "failures", fmt.Sprint(row.Failures), "most", fmt.Sprint(row.MaxFailures)))
	}
	return append(parts, p.texts.Text(states[row.State]))
}

// counts reports whether a token has a counter that the validator knows.
func (p *textPrinter) counts(serial string) bool {
	return slices.ContainsFunc(p.engine.Exercise().Tokens, func(f rehearsal.Fob) bool {
		return f.Serial == serial && f.Type == profiles.Event
	})
}

// unassigned says what a token is that no customer has.
func unassigned(state tms.State) locale.Key {
	if state == tms.StateDisabled {
		return "rehearse.state.disabled"
	}
	return "rehearse.record.spare"
}

var states = map[tms.State]locale.Key{
	tms.Active:        "rehearse.state.active",
	tms.StateLocked:   "rehearse.state.locked",
	tms.StateDisabled: "rehearse.state.disabled",
}
