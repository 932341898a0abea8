package bank

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"etokenpass/tms"
	"etokenpass/web"
	"etokenpass/web/client"
)

// teller is the bank as Internet-Client sees it. It decides nothing about codes: the validator does.
type teller struct{ *world }

// Practice implements [client.Bank]. The entry page has the credentials of all customers.
func (teller) Practice() client.Credentials { return client.Credentials{} }

// SignIn implements [client.Bank].
func (t teller) SignIn(w http.ResponseWriter, r *http.Request, given client.Credentials) (client.Result, error) {
	a, ok := t.customers.withCredentials(given)
	if !ok {
		return client.WrongCredentials, nil
	}
	locked, err := t.isLocked(r.Context(), a)
	switch {
	case err != nil:
		return "", err
	case locked:
		return client.Locked, nil
	}
	var id string
	err = a.change(func() error {
		id = a.begin(client.AtKey, t.clock.Now())
		return nil
	})
	if err == nil {
		give(w, r, id)
	}
	return client.Done, t.undecided(err)
}

// isLocked reports whether the customer's account is locked or disabled. A token that is disabled
// does not make the account so.
func (t teller) isLocked(ctx context.Context, a *account) (bool, error) {
	record, err := t.validator.Record(ctx, tms.Key{User: a.customer.Login})
	if err != nil || record.User == nil {
		return false, t.undecided(err)
	}
	record = record.At(t.validator.Policy, t.clock.Now())
	return record.User.State == tms.StateLocked || record.User.State == tms.StateDisabled || record.State() == tms.StateLocked, nil
}

// Session implements [client.Bank]. A locked account has no sessions, except those that wait for a
// key: whatever the customer does there is answered with the lock.
func (t teller) Session(r *http.Request) (client.Session, error) {
	a, s, ok := t.customers.withSession(r, t.clock.Now())
	switch {
	case !ok:
		return nil, nil
	case s.Stage == client.AtKey:
		return visit{t, a, s}, nil
	}
	if locked, err := t.isLocked(r.Context(), a); err != nil || locked {
		return nil, err
	}
	return visit{t, a, s}, nil
}

// visit is a request with a session.
type visit struct {
	teller
	*account
	session session
}

// Customer implements [client.Session].
func (v visit) Customer() client.Customer {
	return client.Customer{Login: v.customer.Login, Owner: v.customer.Owner, Organisation: v.customer.Organisation}
}

// Stage implements [client.Session].
func (v visit) Stage() client.Stage { return v.session.Stage }

// EnterKey implements [client.Session].
func (v visit) EnterKey(w http.ResponseWriter, r *http.Request, key string) (client.Result, error) {
	return v.goOn(w, r, client.Full, func() (client.Result, error) {
		entry, err := v.validator.Verify(r.Context(), v.call(), tms.Login{User: v.customer.Login, Code: key})
		if err != nil {
			return "", v.undecided(err)
		}
		return v.resultOf(&entry), nil
	})
}

// Cancel implements [client.Session].
func (v visit) Cancel(w http.ResponseWriter, r *http.Request) (client.Result, error) {
	return v.goOn(w, r, client.ReadOnly, func() (client.Result, error) {
		locked, err := v.isLocked(r.Context(), v.account)
		if locked {
			return client.Locked, nil
		}
		return client.Done, err
	})
}

// goOn replaces the session with another one at a later stage if f, which may change the account,
// returns that this is done. The browser gets the other one's cookie once it is kept.
func (v visit) goOn(w http.ResponseWriter, r *http.Request, stage client.Stage, f func() (client.Result, error)) (client.Result, error) {
	var id string
	result, err := v.inSession(func() (client.Result, error) {
		result, err := f()
		if err == nil && result == client.Done {
			v.end(v.session.Hash)
			id = v.begin(stage, v.clock.Now())
		}
		return result, err
	})
	if err == nil && id != "" {
		give(w, r, id)
	}
	return result, err
}

// inSession calls f, which may change the account, if the session still exists. If another request has
// ended it meanwhile, such as the same form sent twice, there is nothing to do: the next page shows how
// things are.
func (v visit) inSession(f func() (client.Result, error)) (result client.Result, err error) {
	err = v.change(func() error {
		if _, ok := v.account.session(v.session.Hash, v.clock.Now()); !ok {
			result = client.Done
			return nil
		}
		result, err = f()
		return err
	})
	return result, err
}

// resultOf returns what a customer learns of a decision. A lock ends this session and all that are
// open. The caller holds the account.
func (v visit) resultOf(entry *tms.Entry) client.Result {
	switch {
	case entry.Result == tms.Accepted:
		return client.Done
	case entry.Result == tms.Malformed:
		return client.MalformedKey
	case entry.State() == tms.StateLocked:
		v.sessions = slices.DeleteFunc(v.sessions, func(s session) bool { return s.Stage != client.AtKey || s.Hash == v.session.Hash })
		return client.Locked
	}
	return client.WrongKey
}

// End implements [client.Session].
func (v visit) End(w http.ResponseWriter, r *http.Request) error {
	err := v.change(func() error {
		v.end(v.session.Hash)
		return nil
	})
	if err == nil {
		setCookie(w, r, "", -1)
	}
	return err
}

// CanEnd implements [client.Session].
func (visit) CanEnd() bool { return true }

// Sign implements [client.Session].
func (v visit) Sign(_ http.ResponseWriter, r *http.Request, id, key string) (client.Result, error) {
	if v.session.Stage != client.Full {
		return client.NotAllowed, nil
	}
	return v.inSession(func() (client.Result, error) {
		i, err := v.find(id)
		if err != nil || v.documents[i].State != client.Written {
			return client.Done, err
		}
		entry, err := v.validator.Sign(r.Context(), v.call(), tms.Login{User: v.customer.Login, Code: key}, v.documents[i].statement())
		if err != nil {
			return "", v.undecided(err)
		}
		result := v.resultOf(&entry)
		if result == client.Done {
			v.documents[i].State, v.documents[i].Signed = client.Signed, v.clock.Now()
		}
		return result, nil
	})
}

// statement is what the journal says of a document that is signed.
func (d document) statement() tms.Document {
	text, err := json.Marshal(d.Draft)
	if err != nil { // impossible: it is text
		panic(err)
	}
	sum := sha256.Sum256(text)
	return tms.Document{Name: fmt.Sprintf("payment order %d", d.Number), SHA256: hex.EncodeToString(sum[:])}
}

// Resync implements [client.Session].
func (visit) Resync(context.Context, string, string) (client.Result, error) {
	return "", web.NewProblem(http.StatusNotFound, "there is no such page", "")
}

// CanResync implements [client.Session]. The bank of the guide has no page for it: customers call the
// help desk.
func (visit) CanResync() bool { return false }

// call returns what identifies a request in the journal.
func (w *world) call() tms.Call { return tms.Call{Time: w.clock.Now(), ID: rand.Text()} }

// undecided converts an error that only says that the request came too late: its client is gone, or the
// bank is being reset.
func (w *world) undecided(err error) error {
	switch {
	case err == nil:
		return nil
	case w.isClosed.Load():
		return errNoBank()
	case errors.Is(err, context.Canceled):
		return web.NewProblem(http.StatusServiceUnavailable, "nothing was decided: the request has ended", "")
	}
	return err
}

// change changes the customer's account.
func (v visit) change(f func() error) error { return v.undecided(v.account.change(f)) }
