package desk_test

import (
	"net/http"
	"testing"
)

// The telephone call: the caller is out of step and locked out; the help desk tests a code, takes the
// counter, and unlocks.
func TestTelephoneCall(t *testing.T) {
	s := serve(t)
	for range 3 {
		s.post("/check", fields{"user": "anna", "code": hotp(14)}, http.StatusOK)
	}
	records := s.get("/tokens?search=petrova", http.StatusOK)["records"].([]any)
	s.has(records[0].(map[string]any), fields{"serial": "1", "organisation": "Example Ltd", "condition": "locked", "failures": 3.0})
	s.has(s.post("/test", fields{"serial": "1", "code": hotp(14)}, http.StatusOK), fields{"result": "out_of_window", "ahead": 14.0})
	s.has(s.post("/resync", fields{"serial": "1", "counter": "F00015"}, http.StatusOK), fields{"request": "resync_counter", "result": "accepted", "next": 15.0, "state": "locked"})
	s.has(s.post("/unlock", fields{"user": "anna"}, http.StatusOK), fields{"result": "done", "failures": 0.0, "state": "active"})
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(15)}, http.StatusOK), fields{"result": "accepted"})
}

func TestResyncByCodes(t *testing.T) {
	s := serve(t)
	s.has(s.post("/resync", fields{"serial": "1", "codes": []string{hotp(40), hotp(42)}}, http.StatusOK), fields{"result": "wrong_code", "next": 0.0})
	s.has(s.post("/resync", fields{"serial": "1", "codes": []string{hotp(40), hotp(41)}}, http.StatusOK), fields{"request": "resync_codes", "result": "accepted", "next": 42.0})
}

// What cannot be carried out says so, and is not in the journal.
func TestRefusedRequests(t *testing.T) {
	s := serve(t)
	s.add("2")
	before := s.lastEntry().Number
	for _, row := range []struct {
		path   string
		body   fields
		status int
	}{
		{"/test", fields{"serial": "9", "code": "755224"}, http.StatusNotFound},
		{"/unlock", fields{"user": "eve"}, http.StatusNotFound},
		{"/unlock", fields{}, http.StatusUnprocessableEntity},
		{"/unlock", fields{"user": "anna", "serial": "1"}, http.StatusUnprocessableEntity},
		{"/resync", fields{"serial": "1"}, http.StatusUnprocessableEntity},
		{"/resync", fields{"serial": "1", "counter": "F000420"}, http.StatusUnprocessableEntity},
		{"/resync", fields{"serial": "1", "codes": []string{"755224"}}, http.StatusUnprocessableEntity},
		{"/resync", fields{"serial": "1", "codes": []string{"755224", "287082"}, "force": true}, http.StatusUnprocessableEntity},
		{"/assign", fields{"serial": "1", "user": "boris"}, http.StatusConflict},
		{"/assign", fields{"serial": "2", "user": "anna"}, http.StatusConflict},
		{"/assign", fields{"serial": "2", "user": "a\nb"}, http.StatusConflict},
		{"/unassign", fields{"serial": "2"}, http.StatusConflict},
		{"/pin", fields{"user": "eve", "pin": "2468"}, http.StatusNotFound},
		{"/set", fields{"serial": "9", "next": 5}, http.StatusNotFound},
	} {
		answer := s.post(row.path, row.body, row.status)
		if answer["detail"] == nil {
			t.Errorf("%s %v: got %v", row.path, row.body, answer)
		}
	}
	if after := s.lastEntry().Number; after != before {
		t.Errorf("the journal has %d more entries", after-before)
	}
}
