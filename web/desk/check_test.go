package desk_test

import (
	"net/http"
	"testing"
)

// A check has the JSON that the command tms verify prints, and is in the journal before it is
// answered.
func TestCheck(t *testing.T) {
	s := serve(t)
	answer := s.post("/check", fields{"user": "anna", "code": hotp(0), "id": "login-42"}, http.StatusOK)
	s.has(answer, fields{
		"time": "2026-01-15T12:00:00Z", "user": "anna", "serial": "1", "request": "verify", "result": "accepted",
		"moving_factor": 0.0, "next": 1.0, "failures": 0.0, "state": "active", "id": "login-42",
	})
	if entry := s.lastEntry(); entry.ID != "login-42" || entry.Requester != "local" || entry.Channel != "http" {
		t.Errorf("got %+v", entry)
	}
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK), fields{"result": "replayed", "failures": 1.0})
	s.has(s.post("/check", fields{"user": "eve", "code": hotp(0)}, http.StatusOK), fields{"result": "no_token"})
}

// FreeRADIUS's REST module takes the decision from the status.
func TestPlainStatus(t *testing.T) {
	s := serve(t)
	s.post("/check?status=plain", fields{"user": "anna", "code": hotp(0)}, http.StatusNoContent)
	s.post("/check?status=plain", fields{"user": "anna", "code": hotp(0)}, http.StatusUnauthorized)
	s.post("/check?status=plain", fields{"user": "eve", "code": hotp(0)}, http.StatusUnauthorized)
}

// With pin: challenge the PIN comes first, and its answer says what the code must come with.
func TestChallenge(t *testing.T) {
	s := serve(t, "pin: challenge")
	asked := s.post("/check", fields{"user": "anna", "pin": pin}, http.StatusOK)
	s.has(asked, fields{"result": "challenge"})
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0), "challenge_id": "another challenge"}, http.StatusOK), fields{"result": "malformed"})
	asked = s.post("/check", fields{"user": "anna", "pin": pin}, http.StatusOK)
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0), "challenge_id": asked["challenge_id"]}, http.StatusOK), fields{"result": "accepted"})
}

func TestSign(t *testing.T) {
	s := serve(t)
	hash := "0e35971745c02d20eefd9f12b7d1ac118a894cf1accdc4b8d0591675ba6ae935"
	answer := s.post("/sign", fields{"user": "anna", "code": hotp(0), "document": "payment.txt", "document_sha256": hash}, http.StatusOK)
	s.has(answer, fields{"request": "sign", "result": "accepted", "document": "payment.txt", "document_sha256": hash})
	s.post("/sign", fields{"user": "anna", "code": hotp(1), "document": "payment.txt", "document_sha256": "0e35"}, http.StatusUnprocessableEntity)
}
