package rehearsals_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"etokenpass/web/rehearsals"
)

// form sends a form to a page of a group, and returns the answer.
func (s *school) form(path string, fields url.Values) *httptest.ResponseRecorder {
	s.Helper()
	request := httptest.NewRequest(http.MethodPost, "/"+s.code+path, strings.NewReader(fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	s.server.ServeHTTP(answer, request)
	return answer
}

// mistakes returns the mistakes so far.
func (s *school) mistakes() (all []string) {
	s.Helper()
	for _, line := range s.now(rehearsals.WatchView).Lines {
		if line.Mistake != "" {
			all = append(all, string(line.Mistake))
		}
	}
	return all
}

// What the help desk does in the console is judged: here it asks for no name.
func TestConsoleIsJudged(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", By: "customer", Text: "000500040815, F00056, Romashka"})
	fields := url.Values{
		"serial": {"000500040815"}, "counter": {"F00056"}, "organisation": {"Romashka"}, "do": {"resync"}, "checked": {"yes"},
	}
	answer := s.form("/desk/resync", fields)
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/rehearsals/"+s.code+"/desk/resync?") {
		t.Errorf("%d, and leads to %q: %s", answer.Code, to, answer.Body)
	}
	if got := strings.Join(s.mistakes(), " "); got != "name_not_asked" {
		t.Errorf("mistakes: %s", got)
	}
	for _, step := range s.now(rehearsals.WatchView).State.Steps {
		if step.Text == "Synchronise the token" && !step.Done {
			t.Error("the token is not synchronised")
		}
	}
}

// On a real telephone, what the help desk enters is what the caller has said.
func TestRealTelephone(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Telephone: rehearsals.RealTelephone})
	stated := url.Values{"serial": {"000500040815"}, "counter": {"F00056"}, "organisation": {"Romashka"}, "name": {"Ivanova"}}
	if answer := s.form("/desk/resync", stated); answer.Code != http.StatusOK {
		t.Fatalf("%d", answer.Code)
	}
	if call := s.now(rehearsals.SupportView).State.Call; call == nil || call.Counter != "F00056" || call.Name != "Ivanova" {
		t.Errorf("the call is %+v", call)
	}
	stated.Set("do", "resync")
	s.form("/desk/resync", stated)
	if got := s.mistakes(); len(got) > 0 {
		t.Errorf("mistakes: %v", got)
	}
}

// A token that is worn out is replaced in the console.
func TestReplacement(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "worn-out", Play: rehearsals.PlayTogether})
	const worn, spare = "000500042147", "000500042955"
	if page := s.ask(http.MethodGet, "/desk/token?serial="+worn, "").Body.String(); !strings.Contains(page, "<option>"+spare+"</option>") {
		t.Fatalf("the console offers no other token: %s", page)
	}
	answer := s.form("/desk/token", url.Values{"serial": {worn}, "do": {"replace"}, "spare": {spare}})
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.Contains(to, "serial="+spare) {
		t.Errorf("%d, and leads to %q", answer.Code, to)
	}
	if others := s.now(rehearsals.CustomerView).State.Fob.Others; len(others) != 1 || others[0] != spare {
		t.Errorf("within the customer's reach: %q", others)
	}
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "take", Serial: spare})
	if held := s.now(rehearsals.CustomerView).State.Fob.Serial; held != spare {
		t.Errorf("the customer holds %s", held)
	}
}
