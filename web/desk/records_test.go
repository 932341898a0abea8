package desk_test

import (
	"fmt"
	"net/http"
	"testing"
)

// names returns the serials, or the users, of a list.
func names(answer fields, field string) (all string) {
	for _, record := range answer["records"].([]any) {
		all += fmt.Sprint(record.(map[string]any)[field], " ")
	}
	return all
}

func TestLists(t *testing.T) {
	s := serve(t)
	for _, serial := range []string{"2", "3", "4"} {
		s.add(serial)
	}
	s.post("/assign", fields{"serial": "3", "user": "boris", "owner": "Борис Иванов", "organisation": "ООО «Ромашка»"}, http.StatusOK)
	s.post("/assign", fields{"serial": "4", "user": "carl"}, http.StatusOK)
	s.post("/unassign", fields{"serial": "4"}, http.StatusOK)
	s.post("/disable", fields{"serial": "2", "reason": "lost"}, http.StatusOK)
	for query, want := range map[string]string{
		"": "1 2 3 4 ", "?search=ИВАНОВ": "3 ", "?search=an": "1 ", "?organisation=ромашка": "3 ", "?owner=petrova": "1 ",
		"?condition=disabled": "2 ", "?serial=2": "2 ", "?after=2": "3 4 ", "?limit=2": "1 2 ", "?search=nothing": "",
	} {
		if got := names(s.get("/tokens"+query, http.StatusOK), "serial"); got != want {
			t.Errorf("tokens%s: got %q, want %q", query, got, want)
		}
	}
	if got := names(s.get("/users", http.StatusOK), "user"); got != "anna boris carl " {
		t.Errorf("users: got %q", got)
	}
	s.has(s.get("/tokens?limit=2", http.StatusOK), fields{"next": "2"})
	s.has(s.get("/users?user=carl", http.StatusOK)["records"].([]any)[0].(map[string]any), fields{"condition": "no_token", "serial": ""})
	s.get("/tokens?serial=9", http.StatusNotFound)
	s.get("/users?user=eve", http.StatusNotFound)
	s.get("/tokens?condition=odd", http.StatusUnprocessableEntity)
}

func TestJournal(t *testing.T) {
	s := serve(t)
	s.post("/check", fields{"user": "anna", "code": hotp(0), "id": "login-42"}, http.StatusOK)
	s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK)
	all := s.get("/journal", http.StatusOK)["entries"].([]any)
	if len(all) != 4 { // import, assign, two checks
		t.Fatalf("got %v", all)
	}
	s.has(all[2].(map[string]any), fields{"number": 3.0, "request": "verify", "result": "accepted", "requester": "local", "channel": "http", "id": "login-42", "next_before": 0.0})
	page := s.get("/journal?limit=2&user=anna", http.StatusOK)
	s.has(page, fields{"next": 3.0})
	if rest := s.get("/journal?user=anna&after=3", http.StatusOK)["entries"].([]any); len(rest) != 1 {
		t.Errorf("got %v", rest)
	}
	if found := s.get("/journal?id=login-42", http.StatusOK)["entries"].([]any); len(found) != 1 {
		t.Errorf("got %v", found)
	}
	s.has(s.get("/journal/audit", http.StatusOK), fields{"complete": true, "entries": 4.0, "tokens": 1.0, "findings": 0.0})
}

func TestPolicy(t *testing.T) {
	s := serve(t, "window: 5")
	policy := s.get("/policy", http.StatusOK)
	s.has(policy, fields{"name": "test"})
	s.has(policy["rules"].([]any)[0].(map[string]any), fields{"field": "window", "value": "5"})
}
