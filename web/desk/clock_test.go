package desk_test

import (
	"net/http"
	"testing"
)

// Lock-outs and throttling are tested without waiting.
func TestVirtualClock(t *testing.T) {
	s := serve(t, "throttle: 10s", "unlock_after: 1h")
	s.has(s.get("/clock", http.StatusOK), fields{"kind": "virtual", "time": "2026-01-15T12:00:00.000Z", "rate": 0.0})
	s.post("/check", fields{"user": "anna", "code": hotp(500)}, http.StatusOK)
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK), fields{"result": "throttled"})
	s.has(s.post("/clock", fields{"advance": "10s"}, http.StatusOK), fields{"time": "2026-01-15T12:00:10.000Z"})
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK), fields{"result": "accepted", "time": "2026-01-15T12:00:10Z"})
	for _, wait := range []string{"1m", "1m", "1m"} {
		s.post("/check", fields{"user": "anna", "code": hotp(500)}, http.StatusOK)
		s.post("/clock", fields{"advance": wait}, http.StatusOK)
	}
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(1)}, http.StatusOK), fields{"result": "locked"})
	s.post("/clock", fields{"set": "2026-01-15T14:00:00Z"}, http.StatusOK)
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(1)}, http.StatusOK), fields{"result": "accepted"})

	s.post("/clock", fields{"set": "2026-01-15T13:00:00Z"}, http.StatusConflict)
	s.post("/clock", fields{"advance": "-1s"}, http.StatusUnprocessableEntity)
	s.post("/clock", fields{}, http.StatusUnprocessableEntity)
	s.has(s.post("/clock", fields{"rate": 1000}, http.StatusOK), fields{"rate": 1000.0})
}
