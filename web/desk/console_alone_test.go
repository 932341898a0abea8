package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"etokenpass/tms"
	"etokenpass/web/desk"
)

// noted is what a console without the rest of the server was told.
type noted struct {
	heard    []desk.Statement
	replaced []string
}

// serveConsole serves a console alone, over the records of serve.
func serveConsole(t *testing.T) (*served, *noted) {
	t.Helper()
	s, told := serve(t), &noted{}
	s.add("2")
	console := desk.NewConsole(desk.ConsoleOptions{
		Store: s.Store, Policy: s.Policy, Now: func() time.Time { return noon }, Acts: s.Validator,
		Heard: func(_ context.Context, said desk.Statement) error {
			told.heard = append(told.heard, said)
			return nil
		},
		Replace: func(ctx context.Context, serial, spare string) (tms.Entry, error) {
			told.replaced = append(told.replaced, serial, spare)
			if _, err := s.Unassign(ctx, call, serial); err != nil {
				return tms.Entry{}, err
			}
			if _, err := s.Disable(ctx, call, tms.Key{Serial: serial}, ""); err != nil {
				return tms.Entry{}, err
			}
			return s.Assign(ctx, call, spare, "anna", tms.Assignment{})
		},
	})
	listener := httptest.NewServer(console)
	t.Cleanup(listener.Close)
	s.url = listener.URL
	return s, told
}

// The console of a rehearsal has the pages of a help desk and nothing else.
func TestConsoleAlone(t *testing.T) {
	s, _ := serveConsole(t)
	for _, path := range []string{"/", "/token?serial=1", "/user?user=anna", "/resync", "/policy", "/desk.css"} {
		s.page(path, http.StatusOK)
	}
	for _, path := range []string{"/import", "/journal", "/journal/verify", "/self", "/docs", "/openapi.json", "/api/v1/tokens", "/validate/check"} {
		s.page(path, http.StatusNotFound)
	}
	s.lacks(s.page("/", http.StatusOK), `href="/import"`, `href="/journal"`, `href="/docs"`)
	s.send("/token", url.Values{"serial": {"1"}, "do": {"disable"}}, http.StatusForbidden)
}

// What a caller states is noted as soon as it is compared, before anything is decided.
func TestConsoleHears(t *testing.T) {
	s, told := serveConsole(t)
	stated := url.Values{"serial": {"1"}, "counter": {"F00042"}, "organisation": {"Example"}, "name": {"Petrova"}}
	s.says(s.send("/resync", stated, http.StatusOK), "F00042", "Example")
	if want := (desk.Statement{Serial: "1", Counter: "F00042", Organisation: "Example", Name: "Petrova"}); len(told.heard) != 1 || told.heard[0] != want {
		t.Errorf("heard %+v, want %+v", told.heard, want)
	}
	stated.Set("do", "resync")
	stated.Set("checked", "yes")
	s.says(s.send("/resync", stated, http.StatusOK), "The token is in step.")
	if len(told.heard) != 1 {
		t.Errorf("heard %+v", told.heard)
	}
}

// A help desk that hands out tokens replaces one, and is led to the new one.
func TestConsoleReplaces(t *testing.T) {
	s, told := serveConsole(t)
	s.says(s.page("/token?serial=1", http.StatusOK), "Give the customer another token", "<option>2</option>")
	s.says(s.send("/token", url.Values{"serial": {"1"}, "do": {"replace"}, "spare": {"2"}}, http.StatusOK), "Token 2")
	if len(told.replaced) != 2 || told.replaced[0] != "1" || told.replaced[1] != "2" {
		t.Errorf("replaced %q", told.replaced)
	}
	s.lacks(s.page("/token?serial=2", http.StatusOK), "Give the customer another token") // nothing is left
}

// The console of a server hands out no tokens.
func TestServersDoNotReplace(t *testing.T) {
	s := serve(t)
	s.add("2")
	s.lacks(s.page("/token?serial=1", http.StatusOK), "Give the customer another token")
	s.send("/token", url.Values{"serial": {"1"}, "do": {"replace"}, "spare": {"2"}}, http.StatusUnprocessableEntity)
}
