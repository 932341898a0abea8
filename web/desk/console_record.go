package desk

import (
	"errors"
	"net/http"
	"strconv"

	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/web"
)

// recordPage is the content of the page about a token, or about a user.
type recordPage struct {
	Path      string // of the page
	Serial    string // of the page's token, or of the user's; "" if there is none
	User      string
	IsUser    bool // what the page is about
	Condition badge
	Details   []string
	Facts     []fact
	BSClient  []fact

	Can      permitted
	NeedsPIN bool
	Digits   int
	Spares   []string          // serials of tokens that can replace this one
	Entered  map[string]string // what was entered in a form that was refused

	Journal []entryView
	Older   string // the address of older entries; "" if there are none
	Newest  string // the address of the newest ones; "" if they are shown
}

// permitted are the actions that make sense and that the caller may carry out.
type permitted struct{ Test, Resync, ByCounter, Unlock, Assign, Unassign, Disable, Enable, PIN bool }

// Any reports whether there is one.
func (p permitted) Any() bool { return p != permitted{} }

// recordJournal is how many journal entries a page about a token or a user shows.
const recordJournal = 20

func (v *visit) showToken() error { return v.showRecord(tms.Key{Serial: v.linked("serial")}) }
func (v *visit) showUser() error  { return v.showRecord(tms.Key{User: v.linked("user")}) }

func (v *visit) showRecord(key tms.Key) error {
	about, err := v.saidAbout(key)
	if err != nil {
		return err
	}
	return v.writeRecord(http.StatusOK, key, about)
}

// saidAbout returns what became of the request whose journal entry the address names.
func (v *visit) saidAbout(key tms.Key) (*said, error) {
	wanted, _ := strconv.ParseUint(v.query("entry"), 10, 64) // 0: none
	entry, ok, err := v.entryAbout(v.context(), key, wanted)
	if err != nil || !ok {
		return nil, err
	}
	outcome := v.outcome(&entry)
	if entry.Request == tms.RequestUnlock {
		record, err := v.find(v.context(), key)
		if err != nil {
			return nil, err
		}
		outcome.Kind, outcome.More = v.afterUnlock(record)
	}
	return &outcome, nil
}

// afterUnlock says what comes next: a token that is out of step would only lock its user again.
func (w words) afterUnlock(record tms.Record) (kind string, more []string) {
	switch record.Condition().Kind {
	case tms.OutOfStep, tms.MustResync:
		return warn, []string{w.Text("console.did.unlock.resync")}
	case tms.TokenDisabled, tms.UserDisabled:
		return warn, []string{w.Text("console.did.unlock.disabled")}
	case tms.NoTokenAssigned, tms.WornOut, tms.LockedOut: // the badge says so; the last one happened since
		return good, nil
	case tms.InStep:
	}
	return good, []string{w.Text("console.did.unlock.next")}
}

// writeRecord answers with the page about a token or a user.
func (v *visit) writeRecord(status int, key tms.Key, about *said) error {
	if key == (tms.Key{}) {
		return tms.UnknownToken("")
	}
	record, err := v.find(v.context(), key)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseUint(v.query("before"), 10, 64)
	entries, more, err := v.latest(v.context(), latest{query: tms.Query{Serial: key.Serial, User: key.User}, before: before, limit: recordJournal})
	if err != nil {
		return err
	}
	page := v.recordPage(key, record)
	if !page.IsUser {
		if page.Spares, err = v.spares(record); err != nil {
			return err
		}
	}
	page.Journal = v.entries(entries)
	address := addressOf(page.Path, key)
	if more {
		page.Older = address + "&before=" + number(entries[len(entries)-1].Number) + "#journal"
	}
	if before > 0 {
		page.Newest = address + "#journal"
	}
	title := v.Text("console.token.title", "serial", key.Serial)
	if page.IsUser {
		title = v.Text("console.user.title", "user", key.User)
	}
	v.write(status, "desk-record.html", frame{Title: title, Address: address, Said: about, Content: page})
	return nil
}

func (w words) entries(entries []tms.Entry) (all []entryView) {
	for i := range entries {
		all = append(all, w.entry(&entries[i]))
	}
	return all
}

func (v *visit) recordPage(key tms.Key, record tms.Record) recordPage {
	page := recordPage{
		Path: "/token", IsUser: key.Serial == "", Condition: v.conditionBadge(record.Condition()), Details: v.conditionDetails(record),
		Facts: v.facts(record), BSClient: v.bsClientFacts(record), Can: v.permitted(key, record), NeedsPIN: v.policy.NeedsPIN(),
		Entered: map[string]string{},
	}
	if page.IsUser {
		page.Path = "/user"
	}
	if record.Token != nil {
		page.Serial, page.Digits = record.Token.Serial, record.Token.Digits
	}
	if record.User != nil {
		page.User = record.User.Name
	}
	if v.r.Method == http.MethodPost { // a form that was refused
		for _, name := range []string{"serial", "user", "owner", "organisation", "reason"} {
			page.Entered[name] = v.field(name)
		}
	}
	return page
}

// permitted returns the actions for the token or the user that a page is about.
func (v *visit) permitted(key tms.Key, record tms.Record) permitted {
	token, user := record.Token, record.User
	p := permitted{Unlock: record.State() == tms.StateLocked || record.Failures() > 0}
	var standing tms.State
	if key.Serial != "" {
		p.Test, p.Resync = true, record.State() != tms.StateDisabled
		p.ByCounter = p.Resync && token.Type == tms.Event && v.policy.ResyncByCounter != tms.CounterNo
		standing = token.State
	} else {
		standing = user.State
	}
	if !v.isAdmin() {
		return p
	}
	p.Assign, p.Unassign = token == nil || user == nil, token != nil && user != nil
	p.Disable, p.Enable = standing != tms.StateDisabled, standing == tms.StateDisabled
	p.PIN = user != nil && (v.policy.NeedsPIN() || user.PIN != "")
	return p
}

func (v *visit) changeToken() error { return v.change("/token", tms.Key{Serial: v.hidden("serial")}) }
func (v *visit) changeUser() error  { return v.change("/user", tms.Key{User: v.hidden("user")}) }

// change carries out an action, and leads to the page that says what became of it. A request that
// cannot be carried out is answered with the page itself, which says why.
func (v *visit) change(path string, key tms.Key) error {
	wanted, known := actions[v.field("do")]
	if !known {
		return web.Invalid("body.do", "must be an action of the page")
	}
	if _, err := v.permit(v.context(), wanted.roles); err != nil {
		v.refuse()
		return nil
	}
	entry, err := wanted.do(v, key)
	refused, isRefused := errors.AsType[locale.Told](err)
	own, isOwn := errors.AsType[*tms.Error](err)
	switch {
	case isRefused:
		return v.writeRecord(http.StatusUnprocessableEntity, key, &said{Kind: bad, Text: v.texts.Error(refused)})
	case isOwn && !own.Unknown: // it was possible when the page was shown
		return v.writeRecord(http.StatusConflict, key, &said{Kind: bad, Text: v.Text("console.conflict.note")})
	case err != nil:
		return err
	}
	if wanted.leads {
		key = tms.Key{Serial: entry.Serial}
	}
	v.goTo(path, key, &entry)
	return nil
}
