package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"etokenpass/web/webtest"
)

// put replaces the faults of the server.
func (s *served) put(body string, status int) fields {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPut, s.url+"/api/v1/faults", strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	return s.answer(response, err, status)
}

// A refused check is not decided; a dropped answer is that of a decision, which its id finds in the
// journal.
func TestFaults(t *testing.T) {
	s := serve(t)
	s.put(`{"faults":[{"kind":"refuse","user":"anna","times":1}]}`, http.StatusOK)
	before := s.lastEntry().Number
	s.has(s.post("/check", fields{"user": "eve", "code": hotp(0)}, http.StatusOK), fields{"result": "no_token"})
	s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusServiceUnavailable)
	if after := s.lastEntry().Number; after != before+1 {
		t.Errorf("%d entries, want that of eve", after-before)
	}
	s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK) // it happened once

	s.put(`{"faults":[{"kind":"refuse"}]}`, http.StatusOK)
	api := described()
	for _, name := range []string{"POST /check", "POST /sign"} { // the description has this answer, too
		row, operation := samples()[name], strings.Replace(name, " ", " /api/v1", 1)
		api.Check(t, api.Operations()[operation], webtest.Send(t, s.server, webtest.Request{Target: operation, ContentType: "application/json", Body: row.body}))
	}
	s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(1)}}, http.StatusServiceUnavailable), fields{"result.status": false})

	s.put(`{"faults":[{"kind":"drop"}]}`, http.StatusOK)
	response, err := http.Post(s.url+"/api/v1/check", "application/json", strings.NewReader(`{"user":"anna","code":"`+hotp(1)+`","id":"dropped-1"}`))
	if err == nil {
		t.Errorf("got an answer: %s", response.Status)
	}
	found := s.get("/journal?id=dropped-1", http.StatusOK)["entries"].([]any)
	if len(found) != 1 {
		t.Fatalf("got %v", found)
	}
	s.has(found[0].(map[string]any), fields{"result": "accepted", "moving_factor": 1.0})
}

// A delay comes after the decision: a client that does not wait for the answer has used up the code.
func TestDelay(t *testing.T) {
	s := serve(t)
	s.put(`{"faults":[{"kind":"delay","delay":"50ms"},{"kind":"delay","delay":"1ms","probability":0.5}]}`, http.StatusOK)
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK), fields{"result": "accepted"})
	for _, body := range []string{
		`{"faults":[{"kind":"delay"}]}`, `{"faults":[{"kind":"delay","delay":"2h"}]}`, `{"faults":[{"kind":"drop","delay":"1s"}]}`,
		`{"faults":[{"kind":"explode"}]}`, `{"faults":[{"kind":"drop","probability":2}]}`, `{"faults":[{"kind":"drop","probability":-1}]}`, `{}`,
	} {
		if answer := s.put(body, http.StatusUnprocessableEntity); answer["detail"] == nil {
			t.Errorf("%s: got %v", body, answer)
		}
	}
}
