package rehearsals

import (
	"fmt"
	"strings"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web/tokens"
)

// View is what a browser shows of a rehearsal.
type View string

// The views.
const (
	CustomerView View = "customer" // the fob, Internet-Client, the telephone
	SupportView  View = "support"  // the console, the telephone
	BothView     View = "both"     // both sides, for one person
	WatchView    View = "watch"    // the timeline of both sides, for a third person
)

// Views returns all views.
func Views() []View { return []View{CustomerView, SupportView, BothView, WatchView} }

// shows reports whether a view has what one side sees.
func (v View) shows(role rehearsal.Role) bool {
	return v == BothView || v == WatchView || role == "" || string(v) == string(role)
}

// side returns the side that a view is of; "" if there is no single one.
func (v View) side() rehearsal.Role {
	switch v {
	case CustomerView:
		return rehearsal.Customer
	case SupportView:
		return rehearsal.Support
	case BothView, WatchView:
	}
	return ""
}

// plays reports whether the person at a view does what a side does.
func (v View) plays(role rehearsal.Role) bool { return v == BothView || string(v) == string(role) }

// State is what a view shows at a moment. Its texts are in the language that was asked for.
type State struct {
	At      int64        `json:"at_ms" doc:"Milliseconds since the start."`
	Rate    int          `json:"rate" doc:"How many seconds pass in one second; 0: none, until the bank's clock is moved."`
	Ended   bool         `json:"ended"`
	Solved  bool         `json:"solved"`
	Fob     *Fob         `json:"fob,omitempty" doc:"The token in the customer's hand. Absent in the view of the help desk."`
	Call    *Call        `json:"call,omitempty" doc:"What the caller has said. Absent if the line is free."`
	Bank    string       `json:"bank" doc:"Differs after each change of the customer's page."`
	Desk    string       `json:"desk" doc:"Differs after each decision of the validator."`
	Steps   []Step       `json:"steps,omitempty" doc:"For watchers, and for everyone after the end."`
	Present map[View]int `json:"present" doc:"How many browsers show each view."`
}

// Fob is the token in the customer's hand.
type Fob struct {
	tokens.Screen
	Back       bool     `json:"back" doc:"Whether the back is up, with the serial."`
	UpsideDown bool     `json:"upside_down" doc:"Whether it is turned by 180 degrees."`
	Reading    string   `json:"reading" doc:"What a person reads: with dead segments, and turned."`
	Others     []string `json:"others" nullable:"false" doc:"The serials of other tokens within reach."`
}

// Call is what the caller has said in this call; "" for what is still missing.
type Call struct {
	ByMail       bool      `json:"by_mail"`
	Serial       string    `json:"serial"`
	Counter      string    `json:"counter"`
	Organisation string    `json:"organisation"`
	Name         string    `json:"name"`
	Codes        [2]string `json:"codes"`
}

// Step is a step of the exercise.
type Step struct {
	By   rehearsal.Role `json:"by"`
	Text string         `json:"text"`
	Done bool           `json:"done"`
	At   int64          `json:"at_ms" doc:"When it was done."`
}

// Line is an event of the rehearsal in words.
type Line struct {
	Number   int                 `json:"number" doc:"Grows. A view does not show all lines."`
	At       int64               `json:"at_ms"`
	Kind     rehearsal.EventKind `json:"kind"`
	Where    rehearsal.Role      `json:"where,omitempty" doc:"The side that sees it; absent: both."`
	Text     string              `json:"text"`
	Real     string              `json:"real,omitempty" doc:"Of a mistake: what the real device or the real bank would do."`
	Mistake  rehearsal.Mistake   `json:"mistake,omitempty"`
	Harmless bool                `json:"harmless,omitempty"`
}

// Now is what a page needs that has just been opened.
type Now struct {
	State State  `json:"state"`
	Lines []Line `json:"lines" nullable:"false"`
}

// now returns what a view shows.
func (m *group) now(view View, language locale.Language) (now Now) {
	_ = m.use(func() error {
		now = Now{m.state(view, language), []Line{}}
		for i, event := range m.events() {
			if line, ok := m.line(i, event, view, language); ok {
				now.Lines = append(now.Lines, line)
			}
		}
		return nil
	})
	return now
}

// state returns what a view shows. The caller holds the group.
func (m *group) state(view View, language locale.Language) State {
	seen := m.play.View()
	summary := m.play.Summary()
	s := State{
		At: seen.At.Milliseconds(), Rate: m.server.options.Clock.State().Rate, Ended: m.play.Ended(), Solved: summary.Solved,
		Call: (*Call)(seen.Call), Bank: fmt.Sprintf("%s-%d", seen.Page, m.answers()),
		Desk: fmt.Sprint(m.play.Decision().Number), Present: m.present.counts(),
	}
	if view.shows(rehearsal.Customer) {
		s.Fob = fobOf(&seen)
	}
	if view == WatchView || s.Ended {
		for _, step := range summary.Steps {
			s.Steps = append(s.Steps, Step{step.By, step.Text.In(language), step.Done, step.At.Milliseconds()})
		}
	}
	return s
}

func fobOf(seen *rehearsal.View) *Fob {
	return &Fob{
		Screen: tokens.ScreenOf(seen.Profile, seen.Token), Back: seen.Back, UpsideDown: seen.UpsideDown,
		Reading: strings.TrimSpace(seen.LCD.Reading()), Others: append([]string{}, seen.Others...),
	}
}

// line returns the event with an index in words. ok is false if the view does not show it.
func (m *group) line(i int, event rehearsal.Event, view View, language locale.Language) (line Line, ok bool) {
	texts := locale.New(language)
	if !view.shows(event.Where) {
		return Line{}, false
	}
	line = Line{Number: i + 1, At: event.At.Milliseconds(), Kind: event.Kind, Where: event.Where, Text: event.Text.In(texts)}
	switch event.Kind {
	case rehearsal.Screen:
		line.Text = screenText(event.Screen, view, texts)
	case rehearsal.Mistaken:
		line.Real, line.Mistake, line.Harmless = event.Real.In(texts), event.Mistake, event.Mistake.Harmless()
	case rehearsal.Hinted:
		if event.Step != rehearsal.NoStep { // the hint itself is a command for a terminal
			line.Text = m.exercise.Steps[event.Step].Text.In(language)
		}
	default:
	}
	return line, true
}

// mark tells states apart, without their times.
type mark struct {
	events     int
	screen     uint64
	down       bool
	back       bool
	upsideDown bool
	token      string
	page       rehearsal.Page
	decision   uint64
	calling    bool
	rate       int
	present    string
}

// mark returns that of the present state. The caller holds the group.
func (m *group) mark() mark {
	seen := m.play.View()
	return mark{
		events: len(m.events()), screen: seen.Token.Sequence, down: seen.Token.Down, back: seen.Back, upsideDown: seen.UpsideDown,
		token: seen.Token.Serial, page: seen.Page, decision: m.play.Decision().Number, calling: seen.Call != nil,
		rate: m.server.options.Clock.State().Rate, present: m.present.text(),
	}
}
