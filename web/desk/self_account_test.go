package desk_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"etokenpass/tms"
)

// A user signs in with whatever the policy asks for. One who has no PIN yet needs none.
func TestSelfSignIn(t *testing.T) {
	for _, test := range []struct {
		policy    string
		user      string // boris has no PIN
		pin, code string
		status    int
		says      string
	}{
		{"none", "anna", "", hotp(0), 303, "/self/account"},
		{"none", "anna", "", hotp(20), 403, "You are not signed in"},
		{"none", "anna", "", "12345", 422, "A code has 6 to 8 digits"},
		{"none", "anna", "", "", 422, "Something is missing"},
		{"none", "", "", hotp(0), 422, "Something is missing"},
		{"separate", "anna", pin, hotp(0), 303, "/self/account"},
		{"separate", "anna", "1", hotp(0), 403, "You are not signed in"},
		{"separate", "anna", "", hotp(0), 403, "You are not signed in"},
		{"separate", "boris", "", hotp(2), 303, "/self/account"},
		{"separate", "boris", "1", hotp(2), 403, "You are not signed in"},
		{"prefix", "anna", pin, hotp(0), 303, "/self/account"},
		{"prefix", "anna", "", pin + hotp(0), 303, "/self/account"},
		{"prefix", "anna", "", hotp(0), 403, "You are not signed in"},
		{"prefix", "boris", "", hotp(2), 303, "/self/account"},
		{"suffix", "anna", "", hotp(0) + pin, 303, "/self/account"},
		{"compound", "anna", "", pin + hotp(0), 303, "/self/account"},
		{"compound", "boris", "", hotp(2), 303, "/self/account"},
	} {
		s := servePublic(t, "pin: "+test.policy)
		s.addUser("boris", "2")
		b := s.browser()
		got := b.signIn(test.user, test.pin, test.code)
		if b.expect(got, test.status, test.says); t.Failed() {
			t.Fatalf("%+v", test)
		}
		if got.status == http.StatusSeeOther {
			b.expect(b.ask("GET /self/account", nil), http.StatusOK, test.user)
		}
	}
}

// addUser adds a user who has assigned a token to himself, with the codes 0 and 1, and has no PIN yet.
func (s *served) addUser(name, serial string) {
	s.Helper()
	s.add(serial)
	entry, err := s.SelfAssign(s.Context(), call, tms.Claim{User: name, Serial: serial, Codes: [2]string{hotp(0), hotp(1)}})
	if err != nil || entry.Result != tms.Accepted {
		s.Fatal(entry.Result, err)
	}
}

// With pin: challenge, the PIN comes first. The second step looks the same to a user who has none.
func TestSelfSignInByChallenge(t *testing.T) {
	s := servePublic(t, "pin: challenge")
	s.addUser("boris", "2")
	b := s.browser()
	first := func(user, pin string) page {
		return b.ask("POST /self/sign-in", url.Values{"user": {user}, "pin": {pin}})
	}
	second := func(asked page, user, code string) page {
		id := regexp.MustCompile(`name="challenge_id" value="([^"]*)"`).FindStringSubmatch(asked.text)
		if id == nil {
			t.Fatalf("the page has no challenge: %s", asked.text)
		}
		return b.ask("POST /self/sign-in", url.Values{"user": {user}, "challenge_id": {html.UnescapeString(id[1])}, "code": {code}})
	}
	start := b.ask("GET /self/sign-in", nil)
	if strings.Contains(start.text, `id="code"`) || !strings.Contains(start.text, `id="pin"`) {
		t.Errorf("the first step is %s", start.text)
	}
	b.expect(first("anna", "1"), http.StatusForbidden, "You are not signed in")
	b.expect(first("stranger", "1"), http.StatusForbidden, "You are not signed in")
	b.expect(first("", "1"), http.StatusUnprocessableEntity, "Something is missing")

	asked := first("anna", pin)
	b.expect(asked, http.StatusOK, "Now the code for anna:")
	asked = second(asked, "anna", "12")
	b.expect(asked, http.StatusUnprocessableEntity, "A code has 6 to 8 digits")
	b.expect(second(asked, "anna", hotp(0)), http.StatusSeeOther, "/self/account")
	account := b.ask("GET /self/account", nil)
	b.expect(account, http.StatusOK, "Change the PIN")
	if logins := strings.Count(account.text, "<time"); logins != 2 { // the refusal, and the two steps as one
		t.Errorf("the page has %d logins: %s", logins, account.text)
	}

	asked = first("anna", pin)
	b.expect(second(asked, "anna", wrong), http.StatusForbidden, "You are not signed in")
	b.expect(second(asked, "anna", hotp(1)), http.StatusForbidden, "You are not signed in") // the challenge is used up

	for _, user := range []string{"boris", "stranger", "anna"} {
		b.expect(first(user, ""), http.StatusOK, "Now the code for "+user)
	}
	b.expect(second(first("stranger", ""), "stranger", hotp(0)), http.StatusForbidden, "You are not signed in")
	b.expect(second(first("anna", ""), "anna", hotp(2)), http.StatusForbidden, "You are not signed in")
	b.expect(second(first("boris", ""), "boris", hotp(2)), http.StatusSeeOther, "/self/account")
	b.language = "ru"
	b.expect(b.ask("GET /self/account", nil), http.StatusOK, "Задать ПИН-код")
}

// A user chooses a PIN, which the next login needs, and the journal names the user.
func TestSelfPIN(t *testing.T) {
	s := servePublic(t, "pin: separate")
	s.addUser("boris", "2")
	b := s.browser()
	b.expect(b.signIn("boris", "", hotp(2)), http.StatusSeeOther, "/self/account")
	b.expect(b.ask("GET /self/account", nil), http.StatusOK, "Choose a PIN")
	choose := func(pin, again string) page {
		return b.ask("POST /self/account", url.Values{"pin": {pin}, "pin_again": {again}})
	}
	b.expect(choose("tulip", "tulips"), http.StatusUnprocessableEntity, "The two PINs differ")
	b.expect(choose("", ""), http.StatusUnprocessableEntity, "This cannot be a PIN")
	b.expect(choose("\x01", "\x01"), http.StatusUnprocessableEntity, "This cannot be a PIN")
	b.expect(choose(strings.Repeat("1", 101), strings.Repeat("1", 101)), http.StatusUnprocessableEntity, "This cannot be a PIN")
	b.expect(choose("тюльпан", "тюльпан"), http.StatusSeeOther, "/self/account?done")
	if e := s.lastEntry(); e.Request != tms.RequestPIN || e.User != "boris" || e.Requester != "boris" || e.Channel != "http" {
		t.Errorf("the journal has %+v", e)
	}
	b.expect(b.ask("GET /self/account?done", nil), http.StatusOK, "The PIN is set") // this session goes on
	b.expect(b.ask("GET /self/account", nil), http.StatusOK, "Change the PIN")

	other := s.browser()
	other.expect(other.signIn("boris", "", hotp(3)), http.StatusForbidden, "You are not signed in")
	other.expect(other.signIn("boris", "тюльпан", hotp(3)), http.StatusSeeOther, "/self/account")

	none := servePublic(t).browser()
	none.signIn("anna", "", hotp(0))
	none.expect(none.ask("POST /self/account", url.Values{"pin": {"1"}, "pin_again": {"1"}}), http.StatusForbidden, "There are no PINs here")
}

// A session lasts ten minutes on every server of the store, and ends with what it rests on.
func TestSelfSession(t *testing.T) {
	for _, test := range []struct {
		what   string
		change func(*public) error
		ends   bool
	}{
		{"at once", func(*public) error { return nil }, false},
		{"in the last second", func(s *public) error { s.advance(10*time.Minute - time.Second); return nil }, false},
		{"over", func(s *public) error { s.advance(10 * time.Minute); return nil }, true},
		{"after a restart", func(s *public) error { s.url = s.start(); return nil }, false},
		{"another code was used", func(s *public) error {
			_, err := s.Verify(s.Context(), call, tms.Login{User: "anna", PIN: pin, Code: hotp(1)})
			return err
		}, false},
		{"the PIN was changed", func(s *public) error {
			hash, err := tms.HashPIN("tulip", strings.NewReader("another salt of 16"))
			if err != nil {
				return err
			}
			_, err = s.SetPIN(s.Context(), call, "anna", hash)
			return err
		}, true},
		{"the same PIN was set", func(s *public) error {
			hash, err := tms.HashPIN(pin, strings.NewReader("another salt of 16"))
			if err != nil {
				return err
			}
			_, err = s.SetPIN(s.Context(), call, "anna", hash)
			return err
		}, true},
		{"the token was unassigned", func(s *public) error { _, err := s.Unassign(s.Context(), call, "1"); return err }, true},
		{"the token was assigned again", func(s *public) error {
			if _, err := s.Unassign(s.Context(), call, "1"); err != nil {
				return err
			}
			_, err := s.Assign(s.Context(), tms.Call{Time: noon.Add(time.Second), ID: "again"}, "1", "anna", tms.Assignment{})
			return err
		}, true},
		{"the token was disabled", func(s *public) error {
			_, err := s.Disable(s.Context(), call, tms.Key{Serial: "1"}, "lost")
			return err
		}, true},
		{"the user was disabled", func(s *public) error {
			_, err := s.Disable(s.Context(), call, tms.Key{User: "anna"}, "left")
			return err
		}, true},
	} {
		s := servePublic(t, "pin: separate")
		b := s.browser()
		value := b.cookieOf(b.signIn("anna", pin, hotp(0)))
		if err := test.change(s); err != nil {
			t.Fatal(err)
		}
		port := s.url[strings.LastIndex(s.url, ":")+1:]
		got := s.browser().ask("GET /self/account\nCookie: etokenpass-self-"+port+"="+value, nil)
		if ended := got.status == http.StatusSeeOther && got.location == "/self/sign-in?first"; ended != test.ends || !ended && got.status != http.StatusOK {
			t.Errorf("%s: %d %s", test.what, got.status, got.location)
		}
	}
}

// cookieOf returns the session that an answer gives the browser, without the name of the cookie.
func (b *browser) cookieOf(p page) string {
	b.Helper()
	_, value, ok := strings.Cut(p.header.Get("Set-Cookie"), "=")
	value, _, _ = strings.Cut(value, ";")
	if !ok || value == "" {
		b.Fatalf("no session: %d %s %v", p.status, p.text, p.header)
	}
	return value
}

// A session cannot be made, or made another's.
func TestSelfSessionIsProved(t *testing.T) {
	s := servePublic(t)
	s.addUser("boris", "2")
	b := s.browser()
	anna := strings.Split(b.cookieOf(b.signIn("anna", "", hotp(0))), ":")
	boris := strings.Split(b.cookieOf(b.signIn("boris", "", hotp(2))), ":")
	port := s.url[strings.LastIndex(s.url, ":")+1:]
	for _, test := range []struct {
		what, name, value string
		ok                bool
	}{
		{"as given", "etokenpass-self-" + port, strings.Join(anna, ":"), true},
		{"next to another one", "etokenpass-self-" + port, "x:1:y; etokenpass-self-" + port + "=" + strings.Join(anna, ":"), true},
		{"another user's name", "etokenpass-self-" + port, boris[0] + ":" + anna[1] + ":" + anna[2], false},
		{"a later time", "etokenpass-self-" + port, anna[0] + ":9" + anna[1] + ":" + anna[2], false},
		{"no MAC", "etokenpass-self-" + port, anna[0] + ":" + anna[1] + ":", false},
		{"not base64", "etokenpass-self-" + port, "%:" + anna[1] + ":" + anna[2], false},
		{"an unknown user", "etokenpass-self-" + port, "ZXZl:" + anna[1] + ":" + anna[2], false},
		{"another server's", "etokenpass-self-1", strings.Join(anna, ":"), false},
		{"an administrator's cookie", "etokenpass-session-" + port, strings.Join(anna, ":"), false},
	} {
		got := s.browser().ask("GET /self/account\nCookie: "+test.name+"="+test.value, nil)
		if ok := got.status == http.StatusOK && strings.Contains(got.text, "<dd>anna</dd>"); ok != test.ok {
			t.Errorf("%s: %d %s", test.what, got.status, got.text)
		}
	}
	// Another store has another key, even if its records are the same.
	other := *s
	other.options.Store = tms.NewMemory([]byte("the key of the journal of another store"))
	twin := &served{T: t, Validator: &tms.Validator{Store: other.options.Store, Policy: s.Policy}}
	twin.add("1")
	if _, err := twin.Assign(t.Context(), call, "1", "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	b.url = other.start()
	for url, want := range map[string]int{s.url: http.StatusOK, b.url: http.StatusSeeOther} {
		b.url = url
		if got := b.ask("GET /self/account\nCookie: etokenpass-self-"+url[strings.LastIndex(url, ":")+1:]+"="+strings.Join(anna, ":"), nil); got.status != want {
			t.Errorf("%s: %d, want %d", url, got.status, want)
		}
	}

	// It is no session of a caller in the auth file, and a caller is no user.
	for _, cookie := range []string{"etokenpass-self-" + port, "etokenpass-session-" + port} {
		if got := s.browser().ask("GET /api/v1/tokens\nCookie: "+cookie+"="+strings.Join(anna, ":"), nil); got.status != http.StatusUnauthorized {
			t.Errorf("%s: the API answers with %d", cookie, got.status)
		}
	}
	if got := s.browser().ask("GET /self/account\nAuthorization: Bearer "+adminToken, nil); got.status != http.StatusSeeOther {
		t.Errorf("a bearer token: %d", got.status)
	}
}

func TestSelfCookie(t *testing.T) {
	s := servePublic(t)
	for i, test := range []struct{ headers, begin, end string }{
		{"", "etokenpass-self-" + s.url[strings.LastIndex(s.url, ":")+1:] + "=", "; Path=/self; Max-Age=600; HttpOnly; SameSite=Strict"},
		{"\nHost: desk.example:443\nOrigin: https://desk.example:443", "etokenpass-self-443=", "; Path=/self; Max-Age=600; HttpOnly; Secure; SameSite=Strict"},
	} {
		b := s.browser()
		got := b.ask("POST /self/sign-in"+test.headers, url.Values{"user": {"anna"}, "code": {hotp(uint64(i))}})
		if cookie := got.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, test.begin) || !strings.HasSuffix(cookie, test.end) {
			t.Errorf("%q: %s", test.headers, cookie)
		}
	}
	b := s.browser()
	b.signIn("anna", "", hotp(2))
	b.expect(b.ask("GET /self/account", nil), http.StatusOK, "Your account")
	b.expect(b.ask("POST /self/sign-out", url.Values{}), http.StatusSeeOther, "/self")
	got := b.ask("GET /self/account", nil)
	b.expect(got, http.StatusSeeOther, "/self/sign-in?first")
	b.expect(b.ask("GET "+got.location, nil), http.StatusOK, "Please sign in")
}

// Users see what was asked in their name, and no more of the result than they may know.
func TestSelfLastLogins(t *testing.T) {
	s := servePublic(t, "max_failures: 2")
	s.addUser("boris", "2")
	at := func(minute int, do func(tms.Call) (tms.Entry, error)) {
		t.Helper()
		if _, err := do(tms.Call{Time: noon.Add(time.Duration(minute-60) * time.Minute), ID: "a login"}); err != nil {
			t.Fatal(err)
		}
	}
	login := func(user, code string) func(tms.Call) (tms.Entry, error) {
		return func(call tms.Call) (tms.Entry, error) {
			return s.Verify(t.Context(), call, tms.Login{User: user, Code: code})
		}
	}
	for minute := range 20 { // too many for the page
		at(minute, login("anna", hotp(uint64(minute))))
	}
	at(20, login("boris", hotp(2)))
	at(21, login("anna", wrong))
	at(22, login("anna", hotp(5)))
	at(23, login("anna", hotp(20)))
	at(24, func(call tms.Call) (tms.Entry, error) { return s.Unlock(t.Context(), call, tms.Key{User: "anna"}) })
	at(25, func(call tms.Call) (tms.Entry, error) {
		return s.Sign(t.Context(), call, tms.Login{User: "anna", Code: hotp(20)}, tms.Document{Name: "payment.txt"})
	})
	b := s.browser()
	b.expect(b.claim("resync", "anna", "no token of hers", hotp(30), hotp(31)), http.StatusForbidden, "were not accepted")
	b.expect(b.claim("resync", "anna", "1", hotp(30), hotp(31)), http.StatusSeeOther, "/self/resync?done")
	b.expect(b.signIn("anna", "", hotp(32)), http.StatusSeeOther, "/self/account")
	rows := regexp.MustCompile(`<time [^>]*>([^<]*)</time></td><td role="cell">([^<]*)</td><td role="cell" class="[a-z]*">([^<]*)<`)
	for language, want := range map[string][]string{
		"en": {
			"15 Jan 2026, 12:00:00 UTC|Sign-in to the self-service|accepted", "15 Jan 2026, 12:00:00 UTC|Resynchronisation|accepted",
			"15 Jan 2026, 12:00:00 UTC|Resynchronisation|refused", "15 Jan 2026, 11:25:00 UTC|Signature|accepted",
			"15 Jan 2026, 11:23:00 UTC|Login|locked", "15 Jan 2026, 11:22:00 UTC|Login|refused", "15 Jan 2026, 11:21:00 UTC|Login|refused",
			"15 Jan 2026, 11:19:00 UTC|Login|accepted",
		},
		"ru": {
			"15.01.2026, 12:00:00 UTC|Вход в самообслуживание|принято", "15.01.2026, 12:00:00 UTC|Синхронизация|принято",
			"15.01.2026, 12:00:00 UTC|Синхронизация|отклонено", "15.01.2026, 11:25:00 UTC|Подпись документа|принято",
			"15.01.2026, 11:23:00 UTC|Вход|заблокировано", "15.01.2026, 11:22:00 UTC|Вход|отклонено", "15.01.2026, 11:21:00 UTC|Вход|отклонено",
			"15.01.2026, 11:19:00 UTC|Вход|принято",
		},
	} {
		b.language = language
		got := b.ask("GET /self/account", nil)
		var seen []string
		for _, row := range rows.FindAllStringSubmatch(got.text, -1) {
			seen = append(seen, strings.Join(row[1:], "|"))
		}
		if len(seen) != 20 || strings.Join(seen[:len(want)], "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: the page has %d logins:\n%s\nwant 20, first\n%s", language, len(seen), strings.Join(seen, "\n"), strings.Join(want, "\n"))
		}
		if strings.Contains(got.text, "no token of hers") || strings.Contains(got.text, "payment") || strings.Contains(got.text, "boris") {
			t.Errorf("%s: the page says too much: %s", language, got.text)
		}
	}
}
