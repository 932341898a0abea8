package rehearsals

import (
	"errors"
	"net/http"
	"strconv"

	"etokenpass/internal/locale"
	"etokenpass/web"
)

// refusal is why a group refuses something, in the languages of those who play.
type refusal struct {
	locale.Told
	status int // of the answer
}

// What groups refuse.
var (
	errClosed      = refusal{locale.NewError("rehearsals.refused.closed", nil), http.StatusGone}
	errFull        = refusal{locale.NewError("rehearsals.refused.deeds", nil, "most", strconv.Itoa(mostDeeds)), http.StatusConflict}
	errUnsaved     = refusal{locale.NewError("rehearsals.refused.unsaved", nil), http.StatusInsufficientStorage}
	errNotHeld     = refusal{locale.NewError("rehearsals.refused.not_held", nil), http.StatusConflict}
	errUnknownCode = refusal{locale.NewError("rehearsals.join.unknown", nil), http.StatusNotFound}
	errDamaged     = refusal{locale.NewError("rehearsals.join.damaged", nil), http.StatusGone}
	errManyGroups  = refusal{locale.NewError("rehearsals.refused.groups", nil, "most", strconv.Itoa(mostGroups)), http.StatusConflict}
	errOtherView   = refusal{locale.NewError("rehearsals.refused.view", nil), http.StatusForbidden}
	errNothingTold = refusal{locale.NewError("rehearsals.refused.nothing_told", nil), http.StatusUnprocessableEntity}
	errNotTwoCodes = refusal{locale.NewError("rehearsals.refused.two_codes", nil), http.StatusUnprocessableEntity}
	errNoLine      = refusal{locale.NewError("rehearsals.refused.line", nil, "most", strconv.Itoa(mostText)), http.StatusUnprocessableEntity}
)

// problemOf returns the problem of an error. What is refused is told in the language of whoever wanted
// it; what a rehearsal refuses is a conflict. Anything else is not the request's fault, and is logged.
func (s *Server) problemOf(err error, language locale.Language) *web.Problem {
	own, isOwn := errors.AsType[*web.Problem](err)
	refused, isRefused := errors.AsType[refusal](err)
	told, isTold := errors.AsType[locale.Told](err)
	texts := locale.New(language)
	switch {
	case isOwn:
		return own
	case isRefused:
		return web.NewProblem(refused.status, texts.Error(refused), "")
	case isTold:
		return web.NewProblem(http.StatusConflict, texts.Error(told), "")
	}
	s.options.Log.Error("a rehearsal failed", "err", err)
	return web.NewProblem(http.StatusInternalServerError, "internal error", "the server's log says more")
}
