package desk

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/web"
)

// accountPage is the data of the page of a user who has signed in.
type accountPage struct {
	Policy       *tms.Policy
	User, Serial string
	HasPIN       bool
	HowPIN       locale.Key // how the PIN is entered
	Logins       []selfLogin
	Answer       *selfAnswer // to the form for the PIN
}

// howPIN says how each kind of PIN is entered.
var howPIN = map[tms.PINMode]locale.Key{
	tms.PINSeparate: "self.pin.separate", tms.PINPrefix: "self.pin.prefix", tms.PINSuffix: "self.pin.suffix",
	tms.PINChallenge: "self.pin.challenge", tms.PINCompound: "self.pin.prefix",
}

// The answers to the form for the PIN.
var (
	pinDone      = selfAnswer{http.StatusOK, "self.pin.done", "self.pin.done.text"}
	pinDiffers   = selfAnswer{http.StatusUnprocessableEntity, "self.pin.differs", "self.pin.differs.text"}
	pinUnfit     = selfAnswer{http.StatusUnprocessableEntity, "self.pin.unfit", "self.pin.unfit.text"}
	pinNotWanted = selfAnswer{http.StatusForbidden, "self.pin.none", "self.pin.none.text"}
)

func (s *selfService) addAccount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+selfAccountPath, s.signedIn(func(w http.ResponseWriter, r *http.Request, record tms.Record) {
		var answer *selfAnswer
		if r.URL.Query().Has("done") {
			answer = &pinDone
		}
		s.account(w, r, record, answer)
	}))
	mux.Handle("POST "+selfAccountPath, web.Form(mostSelfForm, s.signedIn(s.choosePIN)))
}

// signedIn returns a handler that gets the record of the user who has signed in. Without a session,
// the user is sent to the page for signing in.
func (s *selfService) signedIn(handle func(http.ResponseWriter, *http.Request, tms.Record)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		record, ok, err := s.session(r)
		switch {
		case err != nil:
			s.fail(w, r, err)
		case !ok:
			s.seeOther(w, r, selfSignInPath+"?first")
		default:
			handle(w, r, record)
		}
	}
}

// account shows the account of a user.
func (s *selfService) account(w http.ResponseWriter, r *http.Request, record tms.Record, answer *selfAnswer) {
	logins, err := s.lastLogins(r.Context(), record.User.Name)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	status := http.StatusOK
	if answer != nil {
		status = answer.Status
	}
	policy := s.options.Policy
	s.write(w, r, status, "self-account.html", accountPage{
		policy, record.User.Name, record.Token.Serial, record.User.PIN != "", howPIN[policy.PIN], logins, answer,
	})
}

// choosePIN sets the PIN of the user. The other sessions of the user end; this one goes on.
func (s *selfService) choosePIN(w http.ResponseWriter, r *http.Request, record tms.Record) {
	pin, again := r.PostForm.Get("pin"), r.PostForm.Get("pin_again")
	if !s.options.Policy.NeedsPIN() {
		s.account(w, r, record, &pinNotWanted)
		return
	}
	if pin != again {
		s.account(w, r, record, &pinDiffers)
		return
	}
	hash, err := tms.HashPIN(pin, rand.Reader)
	if err != nil {
		s.account(w, r, record, &pinUnfit)
		return
	}
	user := record.User.Name
	if _, err := s.validator(user).SetPIN(r.Context(), s.call(""), user, hash); err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.giveSession(w, r, user); err != nil {
		s.fail(w, r, err)
		return
	}
	s.seeOther(w, r, selfAccountPath+"?done")
}

// selfLogin is an entry of the journal in the words of its user.
type selfLogin struct {
	Time         time.Time
	What, Result locale.Key
	IsAccepted   bool
}

// In returns the time in the usual form of a language.
func (l selfLogin) In(language locale.Language) string {
	layout := "2 Jan 2006, 15:04:05"
	if language == locale.Russian {
		layout = "02.01.2006, 15:04:05"
	}
	return l.Time.Format(layout) + " UTC"
}

// ISO returns the time as pages state it for programs.
func (l selfLogin) ISO() string { return l.Time.Format(time.RFC3339) }

// selfRequests are the requests that a user sees, and what they are called.
var selfRequests = map[tms.Request]locale.Key{
	tms.RequestVerify: "self.login.verify", tms.RequestSign: "self.login.sign", tms.RequestSelfLogin: "self.login.self",
	tms.RequestSelfResync: "self.login.resync", tms.RequestSelfAssign: "self.login.assign",
}

const mostLogins = 20 // on the page

// lastLogins returns the last entries of a user, the latest first.
func (s *selfService) lastLogins(ctx context.Context, user string) (logins []selfLogin, err error) {
	err = s.options.Store.View(ctx, func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{User: user}) {
			if err != nil {
				return err
			}
			what, isShown := selfRequests[entry.Request]
			if !isShown || entry.Result == tms.Challenge { // the code that follows decides
				continue
			}
			if len(logins) == 2*mostLogins { // seldom, as it moves the rest
				logins = slices.Delete(logins, 0, mostLogins)
			}
			logins = append(logins, loginOf(&entry, what))
		}
		return nil
	})
	logins = logins[max(0, len(logins)-mostLogins):]
	slices.Reverse(logins)
	return logins, err
}

// loginOf says no more about an entry than its user may know.
func loginOf(entry *tms.Entry, what locale.Key) selfLogin {
	login := selfLogin{Time: entry.Time, What: what, Result: "self.login.refused"}
	switch entry.Result {
	case tms.Accepted:
		login.Result, login.IsAccepted = "self.login.accepted", true
	case tms.Locked:
		login.Result = "self.login.locked"
	}
	return login
}
