package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// pi sends a form to privacyIDEA's interface.
func (s *served) pi(path string, form url.Values, status int) fields {
	s.Helper()
	response, err := http.PostForm(s.url+path, form)
	return s.answer(response, err, status)
}

// at returns the value at a path of an answer, such as result.value.
func at(answer any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch inner := answer.(type) {
		case fields:
			answer = inner[name]
		case map[string]any:
			answer = inner[name]
		case []any:
			answer = inner[0].(map[string]any)[name]
		default:
			return nil
		}
	}
	return answer
}

func (s *served) hasAt(answer fields, want fields) {
	s.Helper()
	for path, value := range want {
		if got := at(answer, path); got != value {
			s.Errorf("%s is %v, want %v", path, got, value)
		}
	}
}

// What clients send and read: FreeRADIUS's and PAM's modules of privacyIDEA, and LinOTP's.
func TestValidateCheck(t *testing.T) {
	s := serve(t)
	accepted := fields{
		"jsonrpc": "2.0", "id": 1.0, "result.status": true, "result.value": true, "result.authentication": "ACCEPT",
		"detail.serial": "1", "detail.type": "hotp", "detail.otplen": 6.0, "detail.message": "matching 1 tokens",
	}
	s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(0)}}, http.StatusOK), accepted)
	s.hasAt(s.pi("/validate/check", url.Values{"serial": {"1"}, "pass": {hotp(1)}, "client": {"10.0.0.1"}, "resConf": {""}}, http.StatusOK), accepted)
	response, err := http.Get(s.url + "/validate/check?" + url.Values{"user": {"anna"}, "pass": {hotp(2)}, "realm": {"example"}}.Encode())
	answer := s.answer(response, err, http.StatusOK)
	s.hasAt(answer, accepted)
	s.hasAt(answer, fields{"detail.warning": "realm is ignored: this validator has no realms"})
}

// A refusal does not say whether the user exists, or why; the journal does.
func TestValidateCheckRefuses(t *testing.T) {
	s := serve(t)
	wrong := s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(500)}}, http.StatusOK)
	s.hasAt(wrong, fields{"result.status": true, "result.value": false, "result.authentication": "REJECT", "detail.message": "wrong otp value", "detail.serial": nil})
	for name, form := range map[string]url.Values{
		"an unknown user":     {"user": {"eve"}, "pass": {hotp(0)}},
		"an unknown serial":   {"serial": {"9"}, "pass": {hotp(0)}},
		"a malformed code":    {"user": {"anna"}, "pass": {"abc"}},
		"no code":             {"user": {"anna"}, "pass": {""}},
		"another transaction": {"user": {"anna"}, "pass": {hotp(0)}, "transaction_id": {"another"}},
	} {
		if got := s.pi("/validate/check", form, http.StatusOK); fmt.Sprint(got) != fmt.Sprint(wrong) {
			t.Errorf("%s: got %v, want %v", name, got, wrong)
		}
	}
	for range 2 {
		s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(500)}}, http.StatusOK)
	}
	s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(0)}}, http.StatusOK), fields{"result.value": false, "detail.message": "Failcounter exceeded"})
}

// With pin: challenge, the answer to the PIN has what RADIUS modules put into an Access-Challenge.
func TestValidateCheckWithChallenge(t *testing.T) {
	for _, name := range []string{"transaction_id", "state"} {
		s := serve(t, "pin: challenge")
		asked := s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {pin}}, http.StatusOK)
		s.hasAt(asked, fields{
			"result.status": true, "result.value": false, "result.authentication": "CHALLENGE", "detail.serial": "1", "detail.message": "please enter otp: ",
			"detail.multi_challenge.client_mode": "interactive", "detail.multi_challenge.type": "hotp",
			"detail.multi_challenge.transaction_id": at(asked, "detail.transaction_id"),
		})
		id := at(asked, "detail.transaction_id").(string)
		s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(0)}, name: {id}}, http.StatusOK), fields{"result.value": true, "result.authentication": "ACCEPT"})
	}
}

// With pin: prefix, privacyIDEA's own way, PIN and code are one text.
func TestValidateCheckWithPrefix(t *testing.T) {
	s := serve(t, "pin: prefix")
	s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {"1357" + hotp(0)}}, http.StatusOK), fields{"result.value": false})
	s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {pin + hotp(0)}}, http.StatusOK), fields{"result.value": true})
}

func TestTokenResync(t *testing.T) {
	s := serve(t)
	s.hasAt(s.pi("/token/resync", url.Values{"serial": {"1"}, "otp1": {hotp(40)}, "otp2": {hotp(42)}}, http.StatusOK), fields{"result.status": true, "result.value": false})
	s.hasAt(s.pi("/token/resync", url.Values{"serial": {"1"}, "otp1": {hotp(40)}, "otp2": {hotp(41)}}, http.StatusOK), fields{"result.status": true, "result.value": true})
}

// Errors have privacyIDEA's form, which tells its clients that the request itself failed.
func TestErrorsInThatForm(t *testing.T) {
	s := serve(t)
	for _, row := range []struct {
		path   string
		form   url.Values
		status int
		code   float64
	}{
		{"/validate/check", url.Values{"user": {"anna"}}, http.StatusBadRequest, 905},
		{"/validate/check", url.Values{"pass": {"755224"}}, http.StatusBadRequest, 905},
		{"/token/resync", url.Values{"serial": {"1"}, "otp1": {"755224"}}, http.StatusBadRequest, 905},
		{"/token/resync", url.Values{"serial": {"9"}, "otp1": {"755224"}, "otp2": {"755224"}}, http.StatusNotFound, 601},
		{"/auth", nil, http.StatusNotFound, 601},
		{"/ttype/push", nil, http.StatusNotFound, 601},
		{"/token/init", nil, http.StatusNotFound, 601},
		{"/validate/triggerchallenge", nil, http.StatusNotFound, 601},
	} {
		answer := s.pi(row.path, row.form, row.status)
		s.hasAt(answer, fields{"result.status": false, "result.error.code": row.code, "result.value": nil})
	}
}
