package desk_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"etokenpass/web/desk"
)

// beside starts another server with the same store and policy.
func (s *served) beside() *served {
	s.Helper()
	server := desk.New(desk.Options{Store: s.Store, Policy: s.Policy, Open: true, Start: noon})
	listener := httptest.NewServer(server)
	s.Cleanup(func() {
		listener.Close()
		if err := server.Close(); err != nil {
			s.Error(err)
		}
	})
	return &served{T: s.T, Validator: s.Validator, server: server, url: listener.URL}
}

// A server keeps nothing that a decision needs: another one takes the code after the PIN, counts on
// with the failures, and finds the decision.
func TestSeveralServers(t *testing.T) {
	first := serve(t, "pin: challenge", "max_failures: 3")
	second := first.beside()
	asked := first.post("/check", fields{"user": "anna", "pin": pin}, http.StatusOK)
	first.has(second.post("/check", fields{"user": "anna", "code": hotp(0), "challenge_id": asked["challenge_id"], "id": "request-1"}, http.StatusOK), fields{"result": "accepted"})
	first.has(first.get("/journal?id=request-1", http.StatusOK)["entries"].([]any)[0].(map[string]any), fields{"result": "accepted", "moving_factor": 0.0})
	for _, s := range []*served{first, second, first} {
		s.has(s.post("/check", fields{"user": "anna", "pin": "1357"}, http.StatusOK), fields{"result": "wrong_pin"})
	}
	second.has(second.post("/check", fields{"user": "anna", "pin": pin}, http.StatusOK), fields{"result": "locked"})
}

// Of many requests with the same code, to several servers at the same time, one is accepted.
func TestOneCodeOnce(t *testing.T) {
	first := serve(t, "max_failures: off")
	servers := []*served{first, first.beside(), first.beside()}
	var mu sync.Mutex
	results := map[any]int{}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			answer := servers[i%len(servers)].post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK)
			mu.Lock()
			defer mu.Unlock()
			results[answer["result"]]++
		})
	}
	all.Wait()
	if results["accepted"] != 1 || results["replayed"] != 23 {
		t.Errorf("got %v", results)
	}
}
