package rehearsals

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"etokenpass/internal/value"
	"etokenpass/rehearsal"
	"etokenpass/web"
)

// Act is something that a person does on a page of a rehearsal. What does not belong to it is left
// out.
type Act struct {
	Do   string         `json:"do" enum:"turn,upside_down,read,take,say,mail,say_codes,talk,ask,hang_up,hint,give_up,advise" doc:"What to do."`
	By   rehearsal.Role `json:"by,omitempty" enum:"customer,support" doc:"Who talks, hangs up or wants a hint, for one person who plays both sides. By default the side of the view."`
	To   rehearsal.Role `json:"to,omitempty" enum:"customer,support" doc:"Whom a watcher advises."`
	Item rehearsal.Item `json:"item,omitempty" enum:"organisation,name,serial,counter,codes" doc:"What the help desk asks for."`
	Text string         `json:"text,omitempty" maxLength:"300" doc:"What is said, or advised."`

	Serial       string   `json:"serial,omitempty" maxLength:"100" doc:"Of the token to take, or as told."`
	Counter      string   `json:"counter,omitempty" maxLength:"100" doc:"What the counter screen shows, as told."`
	Codes        []string `json:"codes,omitempty" maxItems:"2" doc:"Two consecutive codes, as told."`
	Organisation string   `json:"organisation,omitempty" maxLength:"300"`
	Name         string   `json:"name,omitempty" maxLength:"300"`
}

// mostAct is the size of a request, in bytes.
const mostAct = 16 << 10

// addActs adds what people do besides using the token, Internet-Client and the console.
func (s *Server) addActs(mux *http.ServeMux) {
	mux.Handle("POST /{code}/act", web.LimitBody(mostAct, s.inView(func(w http.ResponseWriter, r *http.Request, v visit) error {
		var act Act
		if err := readJSON(r.Body, &act, `{"do":"turn"}`); err != nil {
			return err
		}
		state, err := v.act(act)
		if err != nil {
			return err
		}
		return writeJSON(w, state)
	})))
}

// readJSON reads the body of a request into an object.
func readJSON(body io.Reader, into any, example string) error {
	data, err := io.ReadAll(body)
	if err != nil {
		if problem := web.BodyProblem(err); problem != nil {
			return problem
		}
		return web.NewProblem(http.StatusBadRequest, "the body cannot be read", "")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil || decoder.More() {
		return web.Invalid("body", "must be an object like "+example)
	}
	return nil
}

// act does what a person does at a view, and returns what the view shows then.
func (v visit) act(act Act) (state State, err error) {
	kind, known := actKinds[act.Do]
	if !known {
		return State{}, web.Invalid("body.do", "must be "+value.Choice(actNames()...))
	}
	act.By = cmp.Or(act.By, v.view.side())
	if !v.may(kind, act) {
		return State{}, errOtherView
	}
	done, err := kind.deed(act)
	if err != nil {
		return State{}, err
	}
	err = v.group.doAnd(done, func() { state = v.group.state(v.view, v.language) })
	return state, err
}

// may reports whether a view does an act. On a real telephone, the help desk notes what the caller
// says.
func (v visit) may(kind actKind, act Act) bool {
	switch {
	case kind.by == watcher:
		return v.view == WatchView
	case kind.by == "" && act.By != "":
		return v.view.plays(act.By)
	case kind.by == "":
		return v.view != WatchView
	case kind.isTold && v.group.opening.Telephone == RealTelephone:
		return v.view == SupportView
	}
	return v.view.plays(kind.by)
}

// actKind is a kind of act.
type actKind struct {
	by     rehearsal.Role // whose act it is; "": either side's
	isTold bool           // whether it is what a caller says about the token
	deed   func(Act) (deed, error)
}

// watcher is who does acts that neither side does.
const watcher rehearsal.Role = "watcher"

var actKinds = map[string]actKind{
	"turn":        plain(rehearsal.Customer, rehearsal.Turn),
	"upside_down": plain(rehearsal.Customer, rehearsal.UpsideDown),
	"read":        plain(rehearsal.Customer, rehearsal.Read),
	"take":        {by: rehearsal.Customer, deed: func(a Act) (deed, error) { return verb(rehearsal.Take, a.Serial), nil }},
	"say":         {by: rehearsal.Customer, isTold: true, deed: telling(rehearsal.Say)},
	"mail":        {by: rehearsal.Customer, isTold: true, deed: telling(rehearsal.Mail)},
	"say_codes":   {by: rehearsal.Customer, isTold: true, deed: tellingCodes},
	"talk":        {deed: talking},
	"ask":         {by: rehearsal.Support, deed: asking},
	"hang_up":     ofASide(rehearsal.HangUp),
	"hint":        ofASide(rehearsal.Hint),
	"give_up":     plain("", rehearsal.GiveUp),
	"advise":      {by: watcher, deed: advising},
}

// actNames returns the names of all acts, in the order in which people meet them.
func actNames() []string {
	return []string{"turn", "upside_down", "read", "take", "say", "mail", "say_codes", "talk", "ask", "hang_up", "hint", "give_up", "advise"}
}

func plain(by rehearsal.Role, v rehearsal.Verb) actKind {
	return actKind{by: by, deed: func(Act) (deed, error) { return verb(v), nil }}
}

// ofASide returns a kind of act that means something else for each side.
func ofASide(v rehearsal.Verb) actKind {
	return actKind{deed: func(a Act) (deed, error) { return action(rehearsal.Action{Verb: v, By: a.By}), nil }}
}

func telling(v rehearsal.Verb) func(Act) (deed, error) {
	return func(a Act) (deed, error) {
		if strings.TrimSpace(a.Serial+a.Counter+a.Organisation+a.Name) == "" {
			return deed{}, errNothingTold
		}
		return verb(v, each(strings.TrimSpace, a.Serial, a.Counter, a.Organisation, a.Name)...), nil
	}
}

func tellingCodes(a Act) (deed, error) {
	if len(a.Codes) != 2 {
		return deed{}, errNotTwoCodes
	}
	return verb(rehearsal.SayCodes, each(strings.TrimSpace, a.Serial, a.Codes[0], a.Codes[1], a.Organisation, a.Name)...), nil
}

func talking(a Act) (deed, error) {
	if a.By != rehearsal.Customer && a.By != rehearsal.Support {
		return deed{}, web.Invalid("body.by", "must be customer or support")
	}
	return talk(a.By, a.Text), nil
}

func asking(a Act) (deed, error) {
	if !slices.Contains(rehearsal.Items(), a.Item) {
		return deed{}, web.Invalid("body.item", "must be "+value.Choice(rehearsal.Items()...))
	}
	return action(rehearsal.Action{Verb: rehearsal.Ask, Item: a.Item}), nil
}

func advising(a Act) (deed, error) {
	if a.To != rehearsal.Customer && a.To != rehearsal.Support {
		return deed{}, web.Invalid("body.to", "must be customer or support")
	}
	return advise(a.To, a.Text), nil
}

func each(change func(string) string, all ...string) []string {
	for i, one := range all {
		all[i] = change(one)
	}
	return all
}
