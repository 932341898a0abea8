package desk

import (
	"context"
	"net/http"
	"strings"

	"etokenpass/tms"
	"etokenpass/web"
)

const (
	selfSignInPath  = selfPath + "/sign-in"
	selfSignOutPath = selfPath + "/sign-out"
	selfAccountPath = selfPath + "/account"
)

// signInPage is the data of the page for signing in. Neither codes nor PINs are written back.
type signInPage struct {
	Policy      *tms.Policy
	User        string
	AsksCode    bool // with pin: challenge only in the second step
	ChallengeID string
	Answer      *selfAnswer
}

// AsksPIN reports whether the page has a field for the PIN.
func (p signInPage) AsksPIN() bool { return p.Policy.NeedsPIN() && !p.IsSecond() }

// IsSecond reports whether the page asks for the code that follows the PIN.
func (p signInPage) IsSecond() bool { return p.Policy.PIN == tms.PINChallenge && p.AsksCode }

// signInRefused is the answer to every sign-in that fails, unless there is a lock.
var signInRefused = selfAnswer{http.StatusForbidden, "self.sign_in.refused", "self.sign_in.refused.text"}

// signInFirst is what a user reads who wanted to see the account without a session.
var signInFirst = selfAnswer{http.StatusUnauthorized, "self.sign_in.first", "self.sign_in.first.text"}

func (s *selfService) addSignIn(mux *http.ServeMux) {
	mux.HandleFunc("GET "+selfSignInPath, func(w http.ResponseWriter, r *http.Request) {
		page := s.signInPage("")
		if r.URL.Query().Has("first") {
			page.Answer = &signInFirst
		}
		s.write(w, r, http.StatusOK, "self-sign-in.html", page)
	})
	mux.Handle("POST "+selfSignInPath, web.Form(mostSelfForm, s.signIn))
	mux.HandleFunc("POST "+selfSignOutPath, func(w http.ResponseWriter, r *http.Request) {
		s.cookie().End(w, r)
		s.seeOther(w, r, selfPath)
	})
}

// signInPage returns the first page of a sign-in.
func (s *selfService) signInPage(user string) signInPage {
	return signInPage{Policy: s.options.Policy, User: user, AsksCode: s.options.Policy.PIN != tms.PINChallenge}
}

// signIn begins a session, or asks for the code after the PIN.
func (s *selfService) signIn(w http.ResponseWriter, r *http.Request) {
	login := tms.Login{
		User: strings.TrimSpace(r.PostForm.Get("user")), PIN: r.PostForm.Get("pin"), Code: r.PostForm.Get("code"),
		ChallengeID: r.PostForm.Get("challenge_id"),
	}
	page := s.signInPage(login.User)
	isFirst := !page.AsksCode && !r.PostForm.Has("code")
	if isFirst && login.PIN == "" && login.User != "" { // perhaps a user who has chosen no PIN yet
		page.AsksCode = true
		s.write(w, r, http.StatusOK, "self-sign-in.html", page)
		return
	}
	result, id, answer, err := s.answerSignIn(r.Context(), login)
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case result == tms.Accepted:
		s.beginSession(w, r, login.User)
		return
	case result == tms.Challenge:
		page.AsksCode, page.ChallengeID = true, id
		s.write(w, r, http.StatusOK, "self-sign-in.html", page)
		return
	case result == "" && !isFirst: // the same step again
		page.AsksCode, page.ChallengeID = true, login.ChallengeID
	}
	page.Answer = &answer
	s.write(w, r, answer.Status, "self-sign-in.html", page)
}

// answerSignIn checks a login. The result is "" if the form decides.
func (s *selfService) answerSignIn(ctx context.Context, login tms.Login) (result tms.Result, id string, answer selfAnswer, err error) {
	switch isPINOnly := s.options.Policy.PIN == tms.PINChallenge && login.PIN != "" && login.Code == ""; {
	case login.User == "", login.Code == "" && !isPINOnly:
		return "", "", selfMissing, nil
	case !isPINOnly && !s.mayHavePIN(login) && !isCode(login.Code):
		return "", "", selfMalformed, nil
	}
	entry, err := s.inTurn(ctx, func(v *tms.Validator) (tms.Entry, error) { return v.SelfLogin(ctx, s.call(""), login) })
	answer = signInRefused
	if entry.Result == tms.Locked {
		answer = selfLocked
	}
	return entry.Result, entry.ID, answer, err
}

// mayHavePIN reports whether the field of the code may have the PIN in it, too.
func (s *selfService) mayHavePIN(login tms.Login) bool {
	switch s.options.Policy.PIN {
	case tms.PINPrefix, tms.PINSuffix, tms.PINCompound:
		return login.PIN == ""
	default:
		return false
	}
}

// beginSession gives the browser a session of a user who has just signed in.
func (s *selfService) beginSession(w http.ResponseWriter, r *http.Request, user string) {
	if err := s.giveSession(w, r, user); err != nil {
		s.fail(w, r, err)
		return
	}
	s.seeOther(w, r, selfAccountPath)
}
