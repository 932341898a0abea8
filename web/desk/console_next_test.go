package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"etokenpass/tms"
)

// What the console says comes next is true of the token as it is: a right code is of no use while the
// account is locked, and unlocking is not enough for a token that is out of step.
func TestWhatComesNext(t *testing.T) {
	s := serve(t)
	s.add("2")
	test := func(serial string, factor uint64) string {
		t.Helper()
		return s.send("/token", form("do", "test", "serial", serial, "code", hotp(factor)), http.StatusOK)
	}
	unlock := func() string {
		t.Helper()
		return s.send("/token", form("do", "unlock", "serial", "1"), http.StatusOK)
	}
	const canLogIn = "The user can still log in with it."
	s.says(test("1", 3), canLogIn)
	s.says(test("2", 3), "not assigned to a user")

	for range 3 {
		s.post("/check", fields{"user": "anna", "code": hotp(27)}, http.StatusOK)
	}
	locked := test("1", 3)
	s.says(locked, "until the lock is ended")
	s.lacks(locked, canLogIn)
	s.says(unlock(), "Unlocked.", "still out of step: resynchronise it before the user tries again")
	s.send("/token", form("do", "resync", "serial", "1", "code1", hotp(27), "code2", hotp(28)), http.StatusOK)
	s.says(unlock(), "Ask the user to log in with a new code.")

	s.send("/token", form("do", "disable", "serial", "1"), http.StatusOK)
	s.says(test("1", 29), "is disabled")
	s.send("/token", form("do", "enable", "serial", "1"), http.StatusOK)
	if _, err := s.RequireResync(context.Background(), tms.Call{Time: noon, ID: "restored"}, "1"); err != nil {
		t.Fatal(err)
	}
	s.says(test("1", 29), "until the token is resynchronised")
}

// A serial that was written down in groups is the same serial, and initials are no surname.
func TestWhatTheDeskWritesDown(t *testing.T) {
	s := serve(t)
	s.add("000512345601")
	s.post("/assign", fields{"serial": "000512345601", "user": "boris", "owner": "Smith B. T.", "organisation": "Example Ltd"}, http.StatusOK)
	for name, wantTick := range map[string]bool{"B.": true, "B. T.": true, "Smith": false, "Smith B.": false} {
		page := s.send("/resync", form("do", "compare", "serial", "0005 1234 5601", "counter", "F00003", "organisation", "Example", "name", name), http.StatusOK)
		s.says(page, `href="/token?serial=000512345601"`, "3 codes ahead")
		if hasTick := strings.Contains(page, `name="checked"`); hasTick != wantTick {
			t.Errorf("%q: the page asks for a confirmation: %t", name, hasTick)
		}
	}
}
