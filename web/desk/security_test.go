package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/web/desk"
	"etokenpass/web/webtest"
)

// What bounds guessing is the number of failures, or the time after one, whatever addresses the
// guesses come from or claim to come from.
func TestBruteForce(t *testing.T) {
	for policy, counted := range map[string]int{"max_failures: 3": 3, "max_failures: off\nthrottle: 1h": 1} {
		s := serve(t, policy)
		var all sync.WaitGroup
		const attackers, guesses = 16, 20
		for attacker := range attackers {
			all.Go(func() {
				client := &http.Client{Transport: &http.Transport{}} // with a connection of its own
				defer client.CloseIdleConnections()
				for guess := range guesses {
					form := url.Values{"user": {"anna"}, "pass": {hotp(uint64(5000 + attacker*guesses + guess))}, "client": {fmt.Sprintf("10.1.%d.%d", attacker, guess)}}
					request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/validate/check", strings.NewReader(form.Encode()))
					if err != nil {
						t.Error(err)
						return
					}
					request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					for _, name := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded"} {
						request.Header.Set(name, fmt.Sprintf("10.%d.0.%d", attacker, guess))
					}
					response, err := client.Do(request)
					if err != nil {
						t.Error(err)
						return
					}
					_ = response.Body.Close()
				}
			})
		}
		all.Wait()
		results := map[tms.Result]int{}
		s.eachEntry(func(entry tms.Entry) {
			if entry.Request == tms.RequestVerify {
				results[entry.Result]++
			}
		})
		compared := results[tms.WrongCode] + results[tms.OutOfWindow] + results[tms.Accepted]
		if compared != counted || results[tms.Locked]+results[tms.Throttled] != attackers*guesses-counted {
			t.Errorf("%s: got %v, want %d guesses compared", policy, results, counted)
		}
		s.hasAt(s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(0)}}, http.StatusOK), fields{"result.value": false})
	}
}

// eachEntry calls do with the entries of the journal.
func (s *served) eachEntry(do func(tms.Entry)) {
	s.Helper()
	err := s.Store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			if err != nil {
				return err
			}
			do(entry)
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// countingStore counts how often a store is used, which takes most of the time of a request.
type countingStore struct {
	tms.Store
	views, updates atomic.Int32
}

func (c *countingStore) View(ctx context.Context, read func(tms.View) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, read)
}

func (c *countingStore) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	c.updates.Add(1)
	return c.Store.Update(ctx, changes...)
}

// The name of a user who does not exist gets the same answer as a wrong code, after as much work.
// Package tms compares as many codes, and the PIN, for both.
func TestUnknownUsers(t *testing.T) {
	type outcome struct {
		status         int
		body           string
		views, updates int32
	}
	for _, policy := range []string{"pin: none", "pin: separate", "pin: prefix", "pin: challenge"} {
		store := &countingStore{Store: tms.NewMemory(make([]byte, 32))}
		s := serveWith(t, func(o *desk.Options) { o.Store = store }, policy, "max_failures: off")
		s.add("2") // assigned to no user
		send := func(request webtest.Request) outcome {
			store.views.Store(0)
			store.updates.Store(0)
			w := webtest.Send(t, s.server, request)
			return outcome{w.Code, w.Body.String(), store.views.Load(), store.updates.Load()}
		}
		form := func(subject string) webtest.Request {
			return webtest.Request{Target: "POST /validate/check", ContentType: "application/x-www-form-urlencoded", Body: subject + "&pass=" + pin + hotp(500)}
		}
		plain := func(user string) webtest.Request {
			return webtest.Request{Target: "POST /api/v1/check?status=plain", ContentType: "application/json", Body: `{"user":"` + user + `","pin":"` + pin + `","code":"` + hotp(500) + `"}`}
		}
		for _, pair := range [][2]webtest.Request{
			{form("user=anna"), form("user=eve")},
			{form("serial=1"), form("serial=9")},
			{form("serial=1"), form("serial=2")},
			{plain("anna"), plain("eve")},
		} {
			if known, unknown := send(pair[0]), send(pair[1]); known != unknown {
				t.Errorf("%s: %s: got %+v, and %+v for an unknown user", policy, pair[0].Target, known, unknown)
			}
		}
	}
}

// Canaries are what must not leak: texts that no answer and no line of the log has by chance.
const (
	codeCanary   = "90817263"
	pinCanary    = "pin-canary-7731"
	secretCanary = "6361" + "6e617279" + "2d7365637265742d31323334"
)

// leaks finds a canary, in any of the forms in which it was sent.
var leaks = regexp.MustCompile(`(?i)` + strings.Join([]string{codeCanary, "9081 ?7263", "pin-canary", secretCanary, "canary-secret"}, "|"))

// Whatever requests are like, neither the log, with all its details, nor an answer contains a code, a
// PIN or a secret.
func TestNothingLeaks(t *testing.T) {
	var lines bytes.Buffer
	log := slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	s := serveWith(t, func(o *desk.Options) { o.Open, o.Log = false, log }, "pin: separate", "max_failures: off")
	address := guarded(t, s, desk.Options{}, log)
	api := described()
	api.Words = []string{codeCanary, "9081 7263", pinCanary, secretCanary}
	api.IDs = []string{codeCanary}
	operations := api.Operations()
	asNames := false // canaries are names, too, which a client that was understood is told again
	send := func(t rapid.TB, request webtest.Request) {
		w := ask(t, address, tokenOf(desk.Admin), request)
		if found := leaks.Find(w.Body.Bytes()); found != nil && (w.Code >= 300 || !asNames) {
			t.Fatalf("%+v: %s is in the answer: %s", request, found, w.Body)
		}
	}
	for _, row := range samples() {
		if row.answer == nil {
			continue
		}
		body := strings.NewReplacer(hotp(0), codeCanary, hotp(14), codeCanary, `"pin":"2468"`, `"pin":"`+pinCanary+`"`, secretHex, secretCanary).Replace(row.body)
		for _, hostile := range []string{body, body + "}", strings.Replace(body, `":"`, `":["`, 1), strings.Replace(body, `"code"`, `"cod"`, 1), strings.Replace(body, `"pin"`, `"PIN"`, 1), body[:len(body)/2]} {
			target := strings.Replace(strings.Replace(row.request, "IMPORT", "unknown", 1), " ", " /api/v1", 1)
			send(t, webtest.Request{Target: target, ContentType: contentType(body), Body: hostile})
			send(t, webtest.Request{Target: target + "?code=" + codeCanary, ContentType: contentType(body), Body: hostile})
		}
	}
	for _, path := range []string{"/validate/check", "/token/resync", "/auth", "/ttype/" + codeCanary, "/token/" + codeCanary} {
		for _, form := range []string{"user=anna&pass=" + codeCanary, "user=anna&pass=" + pinCanary + codeCanary, "serial=1&otp1=" + codeCanary + "&otp2=" + codeCanary, codeCanary + "%zz", "pass=" + codeCanary + "&pass=" + codeCanary} {
			send(t, webtest.Request{Target: "POST " + path, ContentType: "application/x-www-form-urlencoded", Body: form})
			send(t, webtest.Request{Target: "GET " + path + "?" + form})
			send(t, webtest.Request{Target: "POST " + path, ContentType: "multipart/form-data; boundary=" + codeCanary, Body: form})
		}
	}
	asNames = true
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(operations))).Draw(rt, "operation")
		request := api.Draw(rt, name, operations[name])
		send(rt, request)
		send(rt, webtest.Request{Target: "DELETE /api/v1/faults"})
	})
	if found := leaks.FindAll(lines.Bytes(), 3); found != nil {
		t.Errorf("the log has %s:\n%s", found, lines.String())
	}
	if lines.Len() == 0 {
		t.Error("nothing is in the log")
	}
}

// A form that is too large is refused in privacyIDEA's way.
func TestLargeForms(t *testing.T) {
	s := serve(t)
	address := guarded(t, s, desk.Options{}, nil)
	form := "user=anna&pass=" + strings.Repeat("x", 2<<20)
	for _, contentType := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=b"} {
		body := form
		if strings.HasPrefix(contentType, "multipart") {
			body = "--b\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\n" + form + "\r\n--b--\r\n"
		}
		w := ask(t, address, tokenOf(desk.Application), webtest.Request{Target: "POST /validate/check", ContentType: contentType, Body: body})
		if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), `"status":false`) {
			t.Errorf("%s: got %d %s", contentType, w.Code, w.Body)
		}
	}
}

// sqlite returns a store in a file.
func sqlite(t *testing.T) tms.Store {
	t.Helper()
	keys, err := sqlstore.NewKeys(strings.NewReader(strings.Repeat("k", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlstore.Create(t.Context(), filepath.Join(t.TempDir(), "tms.db"), keys, "name: test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// stuckStore decides nothing until the client has gone.
type stuckStore struct {
	tms.Store
	begun chan struct{}
}

func (s *stuckStore) Update(ctx context.Context, _ ...tms.Change) ([]tms.Entry, error) {
	close(s.begun)
	<-ctx.Done()
	return nil, ctx.Err()
}

// A client that does not wait is no error of the server: its log has none.
func TestClientsThatGiveUp(t *testing.T) {
	for path, row := range map[string]struct{ contentType, body string }{
		"/api/v1/check":   {"application/json", `{"user":"anna","code":"` + hotp(0) + `"}`},
		"/validate/check": {"application/x-www-form-urlencoded", "user=anna&pass=" + hotp(0)},
	} {
		var lines bytes.Buffer
		t.Run(path, func(t *testing.T) {
			log := slog.New(slog.NewTextHandler(&lines, nil))
			s := serveWith(t, func(o *desk.Options) { o.Log = log })
			stuck := &stuckStore{s.Store, make(chan struct{})}
			server := desk.New(desk.Options{Store: stuck, Policy: s.Policy, Log: log})
			address := guarded(t, &served{T: t, server: server}, desk.Options{}, log)
			ctx, giveUp := context.WithCancel(t.Context())
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+path, strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", row.contentType)
			request.Header.Set("Authorization", "Bearer "+tokenOf(desk.Application))
			go func() { <-stuck.begun; giveUp() }()
			if response, err := http.DefaultClient.Do(request); err == nil {
				t.Error(response.Status)
			}
		}) // the server has ended, and written all of its log
		if !strings.Contains(lines.String(), " status=503 ") || strings.Contains(lines.String(), "ERROR") {
			t.Errorf("%s: %s", path, &lines)
		}
	}
}
