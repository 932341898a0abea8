package rehearsals

import (
	"context"
	"net/http"

	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/rehearsal"
	"etokenpass/tms"
	"etokenpass/web"
	"etokenpass/web/client"
)

const clientPath = "/client"

// newClient returns Internet-Client as the customer of a group sees it.
func (m *group) newClient(play *rehearsal.Rehearsal) http.Handler {
	policy := play.Validator().Policy
	return client.New(client.Options{
		Bank: customers{m}, Base: m.server.options.Base + "/" + m.code + clientPath,
		Digits: codeDigits, Window: keysAhead(play), Failures: policy.MaxFailures,
		Framed: true, Log: m.server.options.Log,
	})
}

// keysAhead returns how many session keys the bank looks ahead; 0 for a token with a clock, which does
// not get out of step in a pocket.
func keysAhead(play *rehearsal.Rehearsal) int {
	if play.View().Profile.Type == profiles.Time {
		return 0
	}
	return int(play.Validator().Policy.Window) //nolint:gosec // a window is small
}

// codeDigits is the number of digits of a code in all exercises.
const codeDigits = 6

// customers is the bank of a rehearsal. It has one customer, whose session is the rehearsal's: a
// browser that joins later sees the page where the customer is.
type customers struct{ *group }

// practicePassword is the password of every rehearsal. Passwords are not what is practised.
const practicePassword = "practice"

// Practice implements [client.Bank].
func (c customers) Practice() client.Credentials {
	return client.Credentials{Login: c.login(), Password: practicePassword}
}

func (c customers) login() string { return c.exercise.Customer.Login }

// SignIn implements [client.Bank].
func (c customers) SignIn(_ http.ResponseWriter, _ *http.Request, given client.Credentials) (client.Result, error) {
	if given != c.Practice() {
		return client.WrongCredentials, nil
	}
	return client.Done, c.do(verb(rehearsal.Login))
}

// Session implements [client.Bank].
func (c customers) Session(r *http.Request) (client.Session, error) {
	if c.page() == rehearsal.PageStart {
		return nil, nil
	}
	return session{c.group, web.Language(r)}, nil
}

func (m *group) page() (page rehearsal.Page) {
	_ = m.use(func() error { page = m.play.View().Page; return nil })
	return page
}

// session is the customer's session.
type session struct {
	*group
	language locale.Language
}

// Customer implements [client.Session].
func (s session) Customer() client.Customer {
	customer := s.exercise.Customer
	return client.Customer{Login: customer.Login, Owner: customer.Owner.In(s.opening.Language), Organisation: customer.Organisation.In(s.opening.Language)}
}

// Stage implements [client.Session].
func (s session) Stage() client.Stage {
	switch s.page() {
	case rehearsal.PageStart, rehearsal.PageKey:
		return client.AtKey
	case rehearsal.PageReadOnly:
		return client.ReadOnly
	case rehearsal.PageOpen, rehearsal.PageSigning:
	}
	return client.Full
}

// EnterKey implements [client.Session].
func (s session) EnterKey(_ http.ResponseWriter, _ *http.Request, key string) (client.Result, error) {
	return s.enter(rehearsal.PageKey, verb(rehearsal.Login, key))
}

// enter enters a session key in the field of a page.
func (s session) enter(page rehearsal.Page, d deed) (client.Result, error) {
	return s.doAt(page, d, func() client.Result { return resultOf(s.play.Decision(), s.play.View().Page) })
}

// doAt does something on a page, and returns what look makes of it. If another browser has left that
// page in the meantime, there is nothing to do: the next page shows how things are.
func (s session) doAt(page rehearsal.Page, d deed, look func() client.Result) (result client.Result, err error) {
	err = s.use(func() error {
		if s.play.View().Page != page {
			result = client.Done
			return nil
		}
		if err := s.perform(d); err != nil {
			return err
		}
		result = look()
		return nil
	})
	return result, err
}

// resultOf returns what a customer learns of a decision about a key.
func resultOf(entry tms.Entry, page rehearsal.Page) client.Result {
	switch {
	case entry.Result == tms.Accepted:
		return client.Done
	case entry.Result == tms.Malformed:
		return client.MalformedKey
	case entry.State() == tms.StateLocked, page == rehearsal.PageStart:
		return client.Locked
	}
	return client.WrongKey
}

// Cancel implements [client.Session].
func (s session) Cancel(http.ResponseWriter, *http.Request) (client.Result, error) {
	return s.doAt(rehearsal.PageKey, verb(rehearsal.Cancel), func() client.Result {
		if s.play.View().Page == rehearsal.PageReadOnly {
			return client.Done
		}
		return client.Locked
	})
}

// End implements [client.Session]. A rehearsal has no end of a session.
func (session) End(http.ResponseWriter, *http.Request) error { return errNotHere() }

// CanEnd implements [client.Session].
func (session) CanEnd() bool { return false }

func errNotHere() error {
	return web.NewProblem(http.StatusConflict, "a rehearsal does not have this", "")
}

// Documents implements [client.Session]: there is the one of the exercise.
func (s session) Documents(context.Context) (all []client.Document, err error) {
	err = s.use(func() error {
		all = []client.Document{s.document()}
		return nil
	})
	return all, err
}

// CanWrite implements [client.Session].
func (session) CanWrite() bool { return false }

const documentID = "1"

// document returns the document of the exercise, which is sent as soon as it is signed. The caller
// holds the group.
func (s session) document() client.Document {
	texts := locale.New(s.language)
	document := client.Document{
		ID: documentID, Number: 1, State: client.Written, Written: s.opened,
		Draft: client.Draft{
			Payee: texts.Text("rehearsals.document.payee"), Account: "40702810900000000001", Amount: "1500.00",
			Purpose: texts.Text("rehearsals.document.purpose"),
		},
	}
	if seen := s.play.View(); seen.Signed {
		at := s.opened.Add(seen.SignedAt)
		document.State, document.Signed, document.Sent = client.Sent, at, at
	}
	return document
}

// Document implements [client.Session].
func (s session) Document(ctx context.Context, id string) (client.Document, error) {
	all, err := s.Documents(ctx)
	if err == nil && id != documentID {
		err = web.NewProblem(http.StatusNotFound, "there is no such document", "")
	}
	if err != nil {
		return client.Document{}, err
	}
	return all[0], nil
}

// Write implements [client.Session].
func (session) Write(context.Context, string, client.Draft) (client.Document, error) {
	return client.Document{}, errNotHere()
}

// BeginSigning implements [client.Session].
func (s session) BeginSigning(context.Context, string) (result client.Result, err error) {
	err = s.doAnd(verb(rehearsal.Sign), func() {
		switch s.play.View().Page {
		case rehearsal.PageReadOnly:
			result = client.NotAllowed
		case rehearsal.PageSigning:
			result = client.EnterKey
		default:
			result = client.Done
		}
	})
	return result, err
}

// Sign implements [client.Session].
func (s session) Sign(_ http.ResponseWriter, _ *http.Request, _, key string) (client.Result, error) {
	return s.enter(rehearsal.PageSigning, verb(rehearsal.Sign, key))
}

// CancelSigning implements [client.Session].
func (s session) CancelSigning(context.Context, string) error {
	_, err := s.doAt(rehearsal.PageSigning, verb(rehearsal.Cancel), func() client.Result { return client.Done })
	return err
}

// Send implements [client.Session]. A signed document is sent already.
func (session) Send(context.Context, string) (client.Result, error) { return client.NotAllowed, nil }

// Resync implements [client.Session].
func (s session) Resync(_ context.Context, first, second string) (result client.Result, err error) {
	own := rehearsal.Action{Verb: rehearsal.SyncCodes, Args: []string{first, second}, By: rehearsal.Customer}
	err = s.doAnd(action(own), func() {
		switch s.play.Decision().Result {
		case tms.Accepted:
			result = client.Done
		case tms.Malformed:
			result = client.MalformedKey
		default:
			result = client.WrongKey
		}
	})
	return result, err
}

// CanResync implements [client.Session]. The system of the bank's guide has no page for it.
func (s session) CanResync() bool {
	return s.validator().Policy.SelfResync && s.exercise.Policy != tms.DefaultPolicy
}
