package rehearsals_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"etokenpass/web/rehearsals"
)

// atOnce calls f so many times at once.
func atOnce(times int, f func(i int)) {
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// request is what a browser sends.
type request struct{ method, path, body string }

func (r request) send(server http.Handler, code string) *httptest.ResponseRecorder {
	sent := httptest.NewRequest(r.method, "/"+code+r.path, strings.NewReader(r.body))
	if !strings.HasPrefix(r.body, "{") {
		sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, sent)
	return answer
}

// Whatever several browsers do at once, it happens one after the other: the deeds that were written down
// lead to the same rehearsal.
func TestBrowsersAtOnce(t *testing.T) {
	folder := t.TempDir()
	s := start(t, folder)
	s.open(rehearsals.Opening{Exercise: "two-tokens", Play: rehearsals.PlayTogether})
	held := s.now(rehearsals.CustomerView).State.Fob
	requests := []request{
		{"POST", "/fob/tokens/" + held.Serial + "/button", `{"action":"press"}`},
		{"POST", "/fob/tokens/" + held.Others[0] + "/button", `{"action":"down"}`},
		{"POST", "/act?view=customer", `{"do":"turn"}`},
		{"POST", "/act?view=customer", `{"do":"take","serial":"` + held.Others[0] + `"}`},
		{"POST", "/act?view=customer", `{"do":"take","serial":"` + held.Serial + `"}`},
		{"POST", "/act?view=customer", `{"do":"talk","text":"` + held.Serial + `, Romashka"}`},
		{"POST", "/act?view=support", `{"do":"ask","item":"name"}`},
		{"POST", "/act?view=watch", `{"do":"advise","to":"customer","text":"Look at the back"}`},
		{"POST", "/client/login", url.Values{"login": {s.login()}, "password": {"practice"}}.Encode()},
		{"POST", "/client/key", "key=123456"},
		{"POST", "/client/key/cancel", ""},
		{"POST", "/client/documents/1/sign", ""},
		{"POST", "/desk/token", "do=test&code=123456&serial=" + held.Serial},
		{"POST", "/desk/token", "do=unlock&serial=" + held.Serial},
		{"GET", "/desk/", ""},
		{"GET", "/client/documents", ""},
		{"GET", "/now?view=watch", ""},
		{"GET", "/report", ""},
		{"GET", "/customer", ""},
	}
	atOnce(8, func(browser int) {
		for i := range 3 * len(requests) {
			r := requests[(i*(2*browser+1)+browser)%len(requests)] // each in an order of its own
			if answer := r.send(s.server, s.code); answer.Code >= http.StatusInternalServerError {
				t.Errorf("%s %s: %d %s", r.method, r.path, answer.Code, answer.Body)
			}
		}
	})
	before := s.seen()
	if after := s.restart(folder).seen(); after != before {
		t.Errorf("before the restart:\n%s\nafter it:\n%s", before, after)
	}
}

// A session key that several browsers enter at once, as with a double click, counts once.
func TestKeyAtOnce(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "first-code"})
	s.signIn()
	key := s.button("press")
	atOnce(8, func(int) {
		r := request{"POST", "/client/key", "key=" + key}
		if answer := r.send(s.server, s.code); answer.Code != http.StatusSeeOther {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
	})
	if now := s.now(rehearsals.WatchView); !now.State.Solved || len(s.mistakes()) > 0 {
		t.Errorf("solved %v, mistakes %v", now.State.Solved, s.mistakes())
	}
}

// A button belongs to the token that a browser shows, even if another browser has taken another token.
func TestButtonOfAnotherToken(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "two-tokens"})
	shown := s.now(rehearsals.CustomerView).State.Fob
	s.act(rehearsals.BothView, rehearsals.Act{Do: "take", Serial: shown.Others[0]})
	if answer := s.ask(http.MethodPost, "/fob/tokens/"+shown.Serial+"/button", `{"action":"press"}`); answer.Code != http.StatusConflict {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if answer := s.ask(http.MethodGet, "/fob/"+shown.Serial+"/back.svg", ""); answer.Code != http.StatusConflict {
		t.Errorf("its back: %d", answer.Code)
	}
	if lcd := s.now(rehearsals.CustomerView).State.Fob.LCD; lcd != "" {
		t.Errorf("the other one shows %q", lcd)
	}
}

// Many rehearsals are opened at once: each has a code of its own.
func TestOpenAtOnce(t *testing.T) {
	s := start(t, t.TempDir())
	var mu sync.Mutex
	codes := map[string]bool{}
	atOnce(20, func(i int) {
		code, err := s.server.Open(rehearsals.Opening{Exercise: "first-code", Seed: fmt.Sprint(i)}, "en")
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		codes[code] = true
	})
	if len(codes) != 20 {
		t.Errorf("%d codes", len(codes))
	}
}
