package desk

import (
	"context"
	"net/http"
	"strings"

	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/web"
)

// selfClaim is what a user can do without signing in: user name, serial and two consecutive codes
// prove that the user has the token.
type selfClaim struct {
	Path             string
	Title, Intro, Do locale.Key
	Done             selfAnswer

	off       locale.Key // why it cannot be done here
	isAllowed func(*tms.Policy) bool
	decide    func(*tms.Validator, context.Context, tms.Call, tms.Claim) (tms.Entry, error)
}

func selfClaims() []selfClaim {
	return []selfClaim{
		{
			Path: selfPath + "/assign", Title: "self.assign", Intro: "self.assign.intro", Do: "self.assign.do",
			Done:      selfAnswer{http.StatusOK, "self.assign.done", "self.assign.done.text"},
			off:       "self.assign.off",
			isAllowed: func(p *tms.Policy) bool { return p.SelfAssign }, decide: (*tms.Validator).SelfAssign,
		},
		{
			Path: selfPath + "/resync", Title: "self.resync", Intro: "self.resync.intro", Do: "self.resync.do",
			Done:      selfAnswer{http.StatusOK, "self.resync.done", "self.resync.done.text"},
			off:       "self.resync.off",
			isAllowed: func(p *tms.Policy) bool { return p.SelfResync }, decide: (*tms.Validator).SelfResync,
		},
	}
}

// The answers to a claim that was refused. The first does not tell why: a stranger would learn who
// has which token. Who gets the second has entered two codes of that token.
var (
	claimRefused = selfAnswer{http.StatusForbidden, "self.claim.refused", "self.claim.refused.text"}
	claimTooFar  = selfAnswer{http.StatusForbidden, "self.claim.too_far", "self.claim.too_far.text"}
)

// claimPage is the data of the page of a claim. Codes are never written back.
type claimPage struct {
	Claim        selfClaim
	Policy       *tms.Policy
	User, Serial string
	Answer       *selfAnswer
}

func (s *selfService) addClaim(mux *http.ServeMux, claim selfClaim) {
	if !claim.isAllowed(s.options.Policy) {
		mux.HandleFunc(claim.Path, func(w http.ResponseWriter, r *http.Request) {
			s.say(w, r, selfAnswer{http.StatusForbidden, claim.Title, claim.off})
		})
		return
	}
	mux.HandleFunc("GET "+claim.Path, func(w http.ResponseWriter, r *http.Request) {
		page := claimPage{Claim: claim, Policy: s.options.Policy}
		if r.URL.Query().Has("done") {
			page.Answer = &claim.Done
		}
		s.write(w, r, http.StatusOK, "self-claim.html", page)
	})
	mux.Handle("POST "+claim.Path, web.Form(mostSelfForm, func(w http.ResponseWriter, r *http.Request) { s.claim(w, r, claim) }))
}

// claim answers a claim.
func (s *selfService) claim(w http.ResponseWriter, r *http.Request, claim selfClaim) {
	user, serial := strings.TrimSpace(r.PostForm.Get("user")), strings.TrimSpace(r.PostForm.Get("serial"))
	codes := [2]string{r.PostForm.Get("code1"), r.PostForm.Get("code2")}
	answer, err := s.answerClaim(r.Context(), claim, tms.Claim{User: user, Serial: serial, Codes: codes})
	switch {
	case err != nil:
		s.fail(w, r, err)
	case answer.IsDone():
		s.seeOther(w, r, claim.Path+"?done")
	default:
		s.write(w, r, answer.Status, "self-claim.html", claimPage{claim, s.options.Policy, user, serial, &answer})
	}
}

func (s *selfService) answerClaim(ctx context.Context, claim selfClaim, claimed tms.Claim) (selfAnswer, error) {
	switch {
	case claimed.User == "", claimed.Serial == "", claimed.Codes[0] == "", claimed.Codes[1] == "":
		return selfMissing, nil
	case !isCode(claimed.Codes[0]), !isCode(claimed.Codes[1]):
		return selfMalformed, nil
	}
	entry, err := s.inTurn(ctx, func(v *tms.Validator) (tms.Entry, error) { return claim.decide(v, ctx, s.call(""), claimed) })
	switch {
	case err != nil:
		return selfFailed, err
	case entry.Result == tms.Accepted:
		return claim.Done, nil
	case entry.Result == tms.OutOfWindow:
		return claimTooFar, nil
	case entry.Result == tms.Locked:
		return selfLocked, nil
	}
	return claimRefused, nil
}
