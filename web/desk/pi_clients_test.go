package desk_test

import (
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// exchange is a request of a client, and what the client reads of the answer. TRANSACTION stands for
// the id of the challenge before.
type exchange struct {
	path string // /validate/check if empty
	form url.Values
	read fields
}

// What privacyIDEA's modules for FreeRADIUS and PAM send, and what they read. FreeRADIUS's module
// sends resConf and client with every request, and the State of an Access-Challenge as both state and
// transaction_id; it answers a challenge with State and message.
func TestClientsOfPrivacyIDEA(t *testing.T) {
	accept := fields{"result.status": true, "result.value": true, "result.authentication": "ACCEPT", "detail.serial": "1", "detail.type": "hotp", "detail.otplen": 6.0, "detail.transaction_id": nil}
	reject := fields{"result.status": true, "result.value": false, "result.authentication": "REJECT", "detail.transaction_id": nil, "detail.message": "wrong otp value"}
	challenge := fields{
		"result.status": true, "result.value": false, "result.authentication": "CHALLENGE", "detail.serial": "1", "detail.type": "hotp", "detail.message": "please enter otp: ",
		"detail.multi_challenge.serial": "1", "detail.multi_challenge.attributes": nil, "detail.multi_challenge.message": "please enter otp: ",
	}
	for _, row := range []struct {
		client    string
		policy    string
		exchanges []exchange
	}{
		{"FreeRADIUS: a code", "pin: none", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "resConf": {""}, "client": {"10.0.0.1"}}, accept},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "resConf": {""}, "client": {"10.0.0.1"}}, reject},
		}},
		{"FreeRADIUS: a realm from the name", "pin: none", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "realm": {"example.com"}, "resConf": {"r1"}, "client": {"10.0.0.1"}}, accept},
		}},
		{"FreeRADIUS: PIN and code", "pin: prefix", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {pin + hotp(0)}, "client": {"10.0.0.1"}}, accept},
			{"", url.Values{"user": {"anna"}, "pass": {"1357" + hotp(1)}, "client": {"10.0.0.1"}}, reject},
		}},
		{"FreeRADIUS: a serial", "pin: none", []exchange{
			{"", url.Values{"serial": {"1"}, "pass": {hotp(0)}, "client": {"10.0.0.1"}}, accept},
			{"", url.Values{"serial": {"9"}, "pass": {hotp(1)}, "client": {"10.0.0.1"}}, reject},
		}},
		{"FreeRADIUS: Access-Challenge", "pin: challenge", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {pin}, "client": {"10.0.0.1"}}, challenge},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "state": {"TRANSACTION"}, "transaction_id": {"TRANSACTION"}, "client": {"10.0.0.1"}}, accept},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(1)}, "state": {"TRANSACTION"}, "transaction_id": {"TRANSACTION"}, "client": {"10.0.0.1"}}, reject},
		}},
		{"FreeRADIUS: an unknown user", "pin: challenge", []exchange{
			{"", url.Values{"user": {"eve"}, "pass": {pin}, "client": {"10.0.0.1"}}, reject},
		}},
		{"FreeRADIUS: no password", "pin: none", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {""}}, reject},
		}},
		{"PAM: a code", "pin: none", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "realm": {""}}, accept},
		}},
		{"PAM: an older challenge", "pin: challenge", []exchange{
			{"", url.Values{"user": {"anna"}, "pass": {pin}}, challenge},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(500)}, "transaction_id": {"TRANSACTION"}}, reject},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(0)}, "transaction_id": {"TRANSACTION"}}, reject},
		}},
		{"an administrator's client: resynchronisation", "pin: none", []exchange{
			{"/token/resync", url.Values{"serial": {"1"}, "otp1": {hotp(40)}, "otp2": {hotp(41)}}, fields{"result.status": true, "result.value": true}},
			{"", url.Values{"user": {"anna"}, "pass": {hotp(42)}}, accept},
		}},
	} {
		s, transaction := serve(t, row.policy), ""
		for i, each := range row.exchanges {
			for _, values := range each.form {
				values[0] = strings.ReplaceAll(values[0], "TRANSACTION", transaction)
			}
			path := "/validate/check"
			if each.path != "" {
				path = each.path
			}
			answer := s.pi(path, each.form, http.StatusOK)
			for name, want := range each.read {
				if got := at(answer, name); got != want {
					t.Errorf("%s, request %d: %s is %v, want %v", row.client, i+1, name, got, want)
				}
			}
			if id, ok := at(answer, "detail.transaction_id").(string); ok {
				transaction = id
			}
		}
	}
}

// A client in Python reads the answers as privacyIDEA's PAM module does.
func TestPAMModule(t *testing.T) {
	python := peer.NeedPython(t, "urllib.request")
	for _, row := range []struct {
		policy, user, typed, want string
		status                    int
	}{
		{"pin: none", "anna", hotp(0), "accepted 1 hotp 0\n", 0},
		{"pin: none", "anna", hotp(500), "refused wrong otp value\n", 1},
		{"pin: none", "eve", hotp(0), "refused wrong otp value\n", 1},
		{"pin: none", "", hotp(0), "error 905 ERR905: Missing parameter: user or serial\n", 2},
		{"pin: prefix", "anna", pin + hotp(0), "accepted 1 hotp 0\n", 0},
		{"pin: challenge", "anna", pin + "\n" + hotp(0), "asked please enter otp: \naccepted 1 hotp 0\n", 0},
		{"pin: challenge", "anna", pin + "\n" + hotp(500), "asked please enter otp: \nrefused wrong otp value\n", 1},
	} {
		s := serve(t, row.policy)
		client := exec.CommandContext(t.Context(), python, "testdata/pam.py", s.url, row.user, "example.com")
		client.Stdin = strings.NewReader(row.typed)
		output, err := client.CombinedOutput()
		if string(output) != row.want || client.ProcessState.ExitCode() != row.status {
			t.Errorf("%s with %s: %v: got %s, want %s", row.user, row.policy, err, output, row.want)
		}
	}
}

// A parameter that is given twice could be read in two ways, by a proxy and by the validator.
func TestParametersGivenTwice(t *testing.T) {
	s := serve(t)
	for _, name := range []string{"user", "serial", "pass", "transaction_id"} {
		form := url.Values{"user": {"anna"}, "pass": {hotp(0)}}
		form[name] = []string{"1", "2"}
		s.hasAt(s.pi("/validate/check", form, http.StatusBadRequest), fields{"result.status": false, "result.error.code": 905.0})
	}
	s.hasAt(s.pi("/validate/check?user=eve", url.Values{"user": {"anna"}, "pass": {hotp(0)}}, http.StatusBadRequest), fields{"result.status": false})
}

// A page of another site cannot make a browser check a code, which would count as a failure of the
// user.
func TestForeignPagesCheckNoCodes(t *testing.T) {
	s := serve(t)
	before := s.lastEntry().Number
	for site, status := range map[string]int{"cross-site": http.StatusForbidden, "same-site": http.StatusForbidden, "same-origin": http.StatusOK, "none": http.StatusOK, "": http.StatusOK} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			request, err := http.NewRequestWithContext(t.Context(), method, s.url+"/validate/check?user=anna&pass=abc", nil)
			if err != nil {
				t.Fatal(err)
			}
			if site != "" {
				request.Header.Set("Sec-Fetch-Site", site)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close() // the status says enough
			if response.StatusCode != status {
				t.Errorf("%s from %q: got %d, want %d", method, site, response.StatusCode, status)
			}
		}
	}
	if after := s.lastEntry().Number; after != before+6 {
		t.Errorf("%d entries, want 6", after-before)
	}
}
