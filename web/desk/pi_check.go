package desk

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"

	"etokenpass/tms"
	"etokenpass/web"
)

const piCheckPath = "/validate/check"

// addPrivacyIDEA adds the interface of privacyIDEA and LinOTP.
func (s *Server) addPrivacyIDEA(mux *http.ServeMux) {
	mux.HandleFunc("GET "+piCheckPath, s.pi(s.piCheck))
	mux.HandleFunc("POST "+piCheckPath, s.pi(s.piCheck))
	mux.HandleFunc("POST /token/resync", s.pi(s.piResync))
	for _, path := range []string{"/auth", "/auth/", "/token/", "/ttype/", "/validate/"} {
		mux.HandleFunc(path, s.pi(piUnknown))
	}
}

// piHandler answers a request that has the form of privacyIDEA's.
type piHandler func(*http.Request, url.Values) (piResult, *piDetail, error)

// pi makes a handler of one for requests in privacyIDEA's form: parameters in the query, or in a form.
func (s *Server) pi(handle piHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if isForeign(r) {
			s.writePIProblem(w, &piProblem{http.StatusForbidden, piNotPermitted, "pages of other sites may not use this server"})
			return
		}
		parameters, err := piParameters(r)
		if err == nil {
			var result piResult
			var detail *piDetail
			if result, detail, err = handle(r, parameters); err == nil {
				s.writePI(w, http.StatusOK, result, detail)
				return
			}
			err = problem(err)
		}
		refusal, ok := errors.AsType[*piProblem](err)
		own, isOwn := errors.AsType[*web.Problem](err)
		switch {
		case isOwn:
			refusal = &piProblem{own.Status, piNotPermitted, own.Problem}
		case !ok:
			s.options.Log.Error("the validator cannot decide", "err", err)
			refusal = &piProblem{http.StatusInternalServerError, piInternal, "internal error; the server's log says more"}
		}
		s.writePIProblem(w, refusal)
	}
}

// isForeign reports whether a page of another site made a browser send a request. The guard of package
// web lets such a page use GET and HEAD; here, these decide, too, and failures count.
func isForeign(r *http.Request) bool {
	deciding := *r
	deciding.Method = http.MethodPost
	return r.Method != http.MethodPost && http.NewCrossOriginProtection().Check(&deciding) != nil
}

// piParameters returns the parameters of a request. One that is given twice could be read in two
// ways, by a proxy and here.
func piParameters(r *http.Request) (url.Values, error) {
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); r.Method == http.MethodPost && media == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxPIForm); err != nil {
			return nil, piMalformed(err)
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, piMalformed(err)
	}
	for _, name := range piRead {
		if len(r.Form[name]) > 1 {
			return nil, &piProblem{http.StatusBadRequest, piMissingParameter, "the parameter " + name + " is given twice"}
		}
	}
	return r.Form, nil
}

// piRead are the parameters that are read.
var piRead = []string{"user", "serial", "pass", "realm", "transaction_id", "transactionid", "state", "otp1", "otp2"}

// maxPIForm bounds a form in memory, in bytes.
const maxPIForm = 64 << 10

func piMalformed(err error) error {
	if problem := web.BodyProblem(err); problem != nil {
		return problem
	}
	return &piProblem{http.StatusBadRequest, piMissingParameter, "the parameters are not a form"}
}

func piMissing(name string) error {
	return &piProblem{http.StatusBadRequest, piMissingParameter, "Missing parameter: " + name}
}

func piUnknown(*http.Request, url.Values) (piResult, *piDetail, error) {
	return piResult{}, nil, &piProblem{http.StatusNotFound, piNotFound,
		"this validator has no such function: it checks codes with /validate/check and resynchronises with /token/resync"}
}

// piCheck checks a code. The parameter pass is what the user typed: PIN and code as the policy joins
// them; with pin: challenge, first the PIN, then the code with the transaction_id of the answer.
func (s *Server) piCheck(r *http.Request, in url.Values) (piResult, *piDetail, error) {
	caller, err := s.permitPI(r.Context())
	if err != nil {
		return piResult{}, nil, err
	}
	user, err := s.piUser(r.Context(), in)
	if err != nil {
		return piResult{}, nil, err
	}
	if !in.Has("pass") {
		return piResult{}, nil, piMissing("pass")
	}
	login := tms.Login{User: user, Code: in.Get("pass"), ChallengeID: transactionOf(in)}
	if s.options.Policy.PIN == tms.PINChallenge && login.ChallengeID == "" {
		login.PIN, login.Code = login.Code, ""
	}
	entry, err := s.faultily(r.Context(), user, func() (tms.Entry, error) {
		return s.validator(caller.Name).Verify(r.Context(), s.call(""), login)
	})
	if err != nil {
		return piResult{}, nil, err
	}
	return s.piChecked(r.Context(), &entry, in)
}

// permitPI returns the caller. Clients of privacyIDEA need no authentication there, and most cannot
// send any; [Options.OpenChecks] permits it.
func (s *Server) permitPI(ctx context.Context) (web.Caller, error) {
	if _, ok := web.CallerOf(ctx); !ok && s.options.OpenChecks {
		return web.Caller{Name: "privacyidea"}, nil
	}
	return s.permit(ctx, []Role{Application})
}

// piUser returns the user whom the parameters name, by the login name or by the token's serial.
func (s *Server) piUser(ctx context.Context, in url.Values) (string, error) {
	switch {
	case in.Get("user") != "":
		return in.Get("user"), nil
	case in.Get("serial") == "":
		return "", piMissing("user or serial")
	}
	record, err := s.validator("").Record(ctx, tms.Key{Serial: in.Get("serial")})
	if err != nil || record.User == nil {
		return "", err // no user has an empty name
	}
	return record.User.Name, nil
}

// transactionOf returns the id of the challenge that a code answers, under each of its names.
func transactionOf(in url.Values) string {
	for _, name := range []string{"transaction_id", "transactionid", "state"} {
		if id := in.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// piChecked returns the answer of a decision. That of a refusal is the same for users who exist and
// who do not.
func (s *Server) piChecked(ctx context.Context, entry *tms.Entry, in url.Values) (piResult, *piDetail, error) {
	detail := &piDetail{Message: "wrong otp value"}
	if in.Get("realm") != "" {
		detail.Warning = "realm is ignored: this validator has no realms"
	}
	accepted, challenged := entry.Result == tms.Accepted, entry.Result == tms.Challenge
	result := piResult{Status: true, Value: &accepted, Authentication: piReject}
	switch {
	case entry.Result == tms.Locked:
		detail.Message = "Failcounter exceeded"
	case accepted, challenged:
		record, err := s.validator("").Record(ctx, tms.Key{Serial: entry.Serial})
		if err != nil {
			return result, nil, err
		}
		detail.describe(entry.Serial, record.Token)
		result.Authentication, detail.Message = piAccept, "matching 1 tokens"
		if challenged {
			result.Authentication = piChallenged
			detail.challenge(entry.ID)
		}
	}
	return result, detail, nil
}

// describe adds the token, unless it was removed since.
func (d *piDetail) describe(serial string, token *tms.Token) {
	if d.Serial = serial; token == nil {
		return
	}
	d.OTPLength, d.Type = token.Digits, "hotp"
	if token.Type == tms.Time {
		d.Type = "totp"
	}
}

func (d *piDetail) challenge(id string) {
	const prompt = "please enter otp: "
	d.Message, d.Messages = prompt, []string{prompt}
	d.TransactionID, d.TransactionIDs = id, []string{id}
	d.MultiChallenge = []piChallenge{{ClientMode: "interactive", Message: prompt, Serial: d.Serial, Type: d.Type, TransactionID: id}}
}

// piResync resynchronises a token by two consecutive codes.
func (s *Server) piResync(r *http.Request, in url.Values) (piResult, *piDetail, error) {
	caller, err := s.permit(r.Context(), []Role{HelpDesk})
	if err != nil {
		return piResult{}, nil, err
	}
	for _, name := range []string{"serial", "otp1", "otp2"} {
		if in.Get(name) == "" {
			return piResult{}, nil, piMissing(name)
		}
	}
	entry, err := s.validator(caller.Name).ResyncByCodes(r.Context(), s.call(""), in.Get("serial"), [2]string{in.Get("otp1"), in.Get("otp2")})
	if own, ok := errors.AsType[*tms.Error](err); ok && own.Unknown {
		return piResult{}, nil, &piProblem{http.StatusNotFound, piNotFound, "there is no such token"}
	}
	if err != nil {
		return piResult{}, nil, err
	}
	accepted := entry.Result == tms.Accepted
	return piResult{Status: true, Value: &accepted}, nil, nil
}
