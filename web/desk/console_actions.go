package desk

import (
	"cmp"
	"crypto/rand"
	"strings"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/locale"
	"etokenpass/tms"
)

// action is what a form on the page about a token or a user does.
type action struct {
	roles []Role // administrators may always
	do    func(*visit, tms.Key) (tms.Entry, error)
	leads bool // to the page about the token of the entry
}

// actions are all actions, by the value of the field do.
var actions = map[string]action{
	"test":     {roles: []Role{HelpDesk}, do: (*visit).test},
	"resync":   {roles: []Role{HelpDesk}, do: (*visit).resyncByCodes},
	"unlock":   {roles: []Role{HelpDesk}, do: (*visit).unlock},
	"assign":   {do: (*visit).assign},
	"unassign": {do: (*visit).unassign},
	"disable":  {do: (*visit).disable},
	"enable":   {do: (*visit).enable},
	"pin":      {do: (*visit).setPIN},
	"replace":  {roles: []Role{HelpDesk}, do: (*visit).replace, leads: true},
}

func (v *visit) test(key tms.Key) (tms.Entry, error) {
	return v.acts().Test(v.context(), v.call(""), key.Serial, v.field("code"))
}

func (v *visit) resyncByCodes(key tms.Key) (tms.Entry, error) {
	return v.acts().ResyncByCodes(v.context(), v.call(""), key.Serial, [2]string{v.field("code1"), v.field("code2")})
}

func (v *visit) unlock(key tms.Key) (tms.Entry, error) {
	return v.acts().Unlock(v.context(), v.call(""), key)
}

func (v *visit) unassign(tms.Key) (tms.Entry, error) {
	return v.desk().Unassign(v.context(), v.call(""), v.hidden("serial"))
}

func (v *visit) disable(key tms.Key) (tms.Entry, error) {
	reason := v.field("reason")
	if !isText(reason) {
		return tms.Entry{}, locale.NewError("console.text_invalid", nil)
	}
	return v.desk().Disable(v.context(), v.call(""), key, reason)
}

func (v *visit) enable(key tms.Key) (tms.Entry, error) {
	return v.desk().Enable(v.context(), v.call(""), key)
}

func (v *visit) setPIN(tms.Key) (tms.Entry, error) {
	record, err := v.find(v.context(), tms.Key{User: v.hidden("user")})
	if err != nil {
		return tms.Entry{}, err
	}
	hash, err := v.hashPIN()
	if err != nil {
		return tms.Entry{}, err
	}
	return v.desk().SetPIN(v.context(), v.call(""), record.User.Name, hash)
}

// hashPIN returns the hash of the PIN in a form.
func (v *visit) hashPIN() (tms.PINHash, error) {
	hash, err := tms.HashPIN(v.r.PostForm.Get("pin"), rand.Reader)
	if err != nil {
		return "", locale.NewError("console.pin.invalid", nil)
	}
	return hash, nil
}

// assign assigns a token to a user. What package tms would refuse is found out before, to say it in the
// language of the page.
func (v *visit) assign(key tms.Key) (tms.Entry, error) {
	serial, user := cmp.Or(key.Serial, v.field("serial")), cmp.Or(key.User, v.field("user")) // one is typed
	details := tms.Assignment{Owner: v.field("owner"), Organisation: v.field("organisation")}
	if err := v.checkAssignment(serial, user, details); err != nil {
		return tms.Entry{}, err
	}
	if v.r.PostForm.Get("pin") != "" {
		hash, err := v.hashPIN()
		if err != nil {
			return tms.Entry{}, err
		}
		details.PIN = hash
	}
	return v.desk().Assign(v.context(), v.call(""), serial, user, details)
}

func (v *visit) checkAssignment(serial, user string, details tms.Assignment) error {
	switch {
	case user == "":
		return locale.NewError("console.assign.no_user", nil)
	case !isText(user) || !isText(details.Owner) || !isText(details.Organisation):
		return locale.NewError("console.text_invalid", nil)
	}
	record, err := v.desk().Record(v.context(), tms.Key{Serial: serial, User: user})
	switch {
	case err != nil:
		return err
	case record.Token == nil:
		return locale.NewError("console.assign.no_such_token", nil)
	case record.Token.User != "":
		return locale.NewError("console.assign.token_taken", nil, "serial", serial, "user", record.Token.User)
	case record.User != nil && record.User.Serial != "":
		return locale.NewError("console.assign.user_taken", nil, "user", user, "serial", record.User.Serial)
	case v.policy.NeedsPIN() && v.r.PostForm.Get("pin") == "" && (record.User == nil || record.User.PIN == ""):
		return locale.NewError("console.assign.no_pin", nil)
	}
	return nil
}

// isText reports whether a text can be stored: one line of at most 300 characters, or nothing.
func isText(text string) bool {
	const most = 300
	return utf8.RuneCountInString(text) <= most &&
		!strings.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) })
}

// outcome says what became of a request, as its journal entry has it.
func (w words) outcome(e *tms.Entry) said {
	s := said{Kind: good, When: w.timeOf(e.Time).Text}
	switch e.Request {
	case tms.RequestTest:
		s.Kind, s.Text, s.More = w.tested(e)
	case tms.RequestResyncCodes, tms.RequestResyncCounter:
		s.Kind, s.Text, s.More = w.resynced(e)
	case tms.RequestUnlock:
		s.Text = w.Text("console.did.unlock")
	case tms.RequestAssign:
		s.Text = w.Text("console.did.assign", "serial", e.Serial, "user", e.User)
	case tms.RequestUnassign:
		s.Text = w.Text("console.did.unassign", "serial", e.Serial)
	case tms.RequestDisable:
		s.Text = w.Text("console.did.disable")
	case tms.RequestEnable:
		s.Text = w.Text("console.did.enable")
		if e.State() == tms.StateLocked {
			s.Kind, s.More = warn, []string{w.Text("console.did.enable.locked")}
		}
	case tms.RequestPIN:
		s.Text = w.Text("console.did.pin")
	default:
		s.Kind, s.Text = w.resultBadge(e.Result).Kind, w.Text(requestNames[e.Request])+": "+w.Text(resultNames[e.Result])
	}
	return s
}

// tested says what a code matched.
func (w words) tested(e *tms.Entry) (kind, text string, more []string) {
	switch e.Result {
	case tms.Accepted:
		return good, w.Text("console.tested.accepted"), []string{w.afterTest(e)}
	case tms.Replayed:
		return warn, w.Text("console.tested.replayed"), []string{w.Text("console.tested.press_again")}
	case tms.OutOfWindow:
		return warn, w.Text("console.tested.out_of_window", "distance", w.far(e.Ahead)), []string{w.Text("console.tested.resync")}
	case tms.Malformed:
		return bad, w.Text("console.tested.malformed"), nil
	}
	return bad, w.Text("console.tested.wrong"), []string{w.Text("console.tested.wrong.next")}
}

// afterTest says whether the user can log in with a code that was right. A test ignores locks.
func (w words) afterTest(e *tms.Entry) string {
	switch {
	case e.State() == tms.StateDisabled:
		return w.Text("console.tested.disabled")
	case e.State() == tms.StateLocked:
		return w.Text("console.tested.locked")
	case e.After.ResyncRequired:
		return w.Text("console.tested.resync_required")
	case e.User == "":
		return w.Text("console.tested.unassigned")
	}
	return w.Text("console.tested.unused")
}

// resynced says what became of a resynchronisation, for the desk.
func (w words) resynced(e *tms.Entry) (kind, text string, more []string) {
	byCodes := e.Request == tms.RequestResyncCodes
	switch e.Result {
	case tms.Accepted:
		kind, text = good, w.Text("console.resynced.accepted")
		if e.State() == tms.StateLocked {
			kind, more = warn, []string{w.Text("console.resynced.locked")}
		}
		return kind, text, more
	case tms.Wrapped:
		return warn, w.Text("console.resynced.wrapped"), []string{w.Text("console.resynced.wrapped.next")}
	case tms.CodeRequired:
		return warn, w.Text("console.resynced.code_required"), []string{w.Text("console.resynced.code_required.next")}
	case tms.Disabled:
		return bad, w.Text("console.resynced.disabled"), []string{w.Text("console.resynced.disabled.next")}
	case tms.Malformed:
		return bad, w.Text("console.resynced.malformed"), []string{w.Text("console.resynced.read_again")}
	case tms.NotAllowed:
		return bad, w.Text("console.resynced.not_allowed"), []string{w.Text("console.resynced.not_allowed.next")}
	case tms.OutOfWindow:
		return warn, w.Text("console.resynced.out_of_window", "distance", w.far(e.Ahead)), []string{w.Text("console.resynced.out_of_window.next")}
	}
	if byCodes {
		return bad, w.Text("console.resynced.wrong_codes"), []string{w.Text("console.resynced.wrong_codes.next")}
	}
	return bad, w.Text("console.resynced.wrong_code"), []string{w.Text("console.resynced.wrong_code.next")}
}
