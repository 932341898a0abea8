package desk

import (
	"context"
	"net/http"

	"etokenpass/assets"
	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/web"
)

// selfPath is where the self-service begins. Its pages are public.
const selfPath = "/self"

// selfService is the pages on which users help themselves. They show a user no more than is needed
// to go on: every refusal that could tell a stranger who has a token is the same answer.
type selfService struct {
	*Server
	pages *web.Pages
	turns turns // apart from those of applications, so that strangers do not keep them waiting
}

const mostSelfForm = 16 << 10 // bytes; the longest name and serial in percent-encoding are shorter

// selfRequester is who asked, in the journal, until a user has signed in.
const selfRequester = "self-service"

// addSelf adds the self-service.
func (s *Server) addSelf(mux *http.ServeMux) {
	self := &selfService{s, web.NewPages(assets.FS, "pages/self*.html", "pages/parts.html").Below(s.options.Base).ForPractice(s.options.Practice), make(turns, mostAtOnce)}
	mux.HandleFunc("GET "+selfPath, func(w http.ResponseWriter, r *http.Request) {
		self.write(w, r, http.StatusOK, "self-start.html", s.options.Policy)
	})
	for _, claim := range selfClaims() {
		self.addClaim(mux, claim)
	}
	self.addSignIn(mux)
	self.addAccount(mux)
	mux.Handle("GET "+selfPath+"/self.css", web.Asset("pages/self.css"))
	mux.Handle("GET "+selfPath+"/icon.svg", web.Asset("icon/etokenpass.svg"))
	for _, side := range []string{"front", "back"} {
		mux.Handle("GET "+selfPath+"/"+side+".svg", web.Asset("fob/"+side+".svg"))
	}
}

// selfAnswer is what a page says to a request.
type selfAnswer struct {
	Status      int
	Title, Text locale.Key
}

// IsDone reports whether the user got what the request was for.
func (a selfAnswer) IsDone() bool { return a.Status == http.StatusOK }

// Kind returns how the answer looks: done, a notice, or something that went wrong.
func (a selfAnswer) Kind() string {
	switch a.Status {
	case http.StatusOK:
		return "done"
	case http.StatusUnauthorized:
		return "notice"
	}
	return "wrong"
}

// The answers that several pages have.
var (
	selfLocked    = selfAnswer{http.StatusForbidden, "self.locked", "self.locked.text"}
	selfMalformed = selfAnswer{http.StatusUnprocessableEntity, "self.malformed", "self.malformed.text"}
	selfMissing   = selfAnswer{http.StatusUnprocessableEntity, "self.missing", "self.missing.text"}
	selfFailed    = selfAnswer{http.StatusInternalServerError, "self.failed", "self.failed.text"}
)

func (s *selfService) write(w http.ResponseWriter, r *http.Request, status int, page string, data any) {
	s.pages.Write(w, r, status, page, data)
}

// say answers with a page that says only that.
func (s *selfService) say(w http.ResponseWriter, r *http.Request, answer selfAnswer) {
	s.write(w, r, answer.Status, "self-answer.html", answer)
}

// fail answers a request that could not be decided.
func (s *selfService) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil { // else the client is gone
		s.options.Log.Error("the self-service cannot decide", "err", err)
	}
	s.say(w, r, selfFailed)
}

// inTurn decides about a request when it is its turn.
func (s *selfService) inTurn(ctx context.Context, decide func(*tms.Validator) (tms.Entry, error)) (tms.Entry, error) {
	return s.turns.decide(ctx, func() (tms.Entry, error) { return decide(s.validator(selfRequester)) })
}

// isCode reports whether a text has the form of a code. Only the form decides, not the user's token,
// which a stranger could otherwise ask about.
func isCode(typed string) bool {
	for digits := 6; digits <= 8; digits++ {
		if _, ok := tms.NormalizeCode(typed, digits); ok {
			return true
		}
	}
	return false
}
