package rehearsals_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"etokenpass/internal/locale"
	"etokenpass/web/rehearsals"
)

// page asks for a page with the cookies of a browser.
func (s *school) page(method, path string, cookies []*http.Cookie) *http.Response {
	s.Helper()
	r := httptest.NewRequest(method, "/"+s.code+path, nil)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range cookies {
		if strings.HasPrefix("/rehearsals/"+s.code+path, cookie.Path) {
			r.AddCookie(cookie)
		}
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	return w.Result()
}

// A side that is taken asks before another browser joins it. The browsers that have joined are not asked.
func TestTakenSide(t *testing.T) {
	const ru = "?lang=ru"
	for _, test := range []struct {
		name           string
		present, wants rehearsals.View
		asks           bool
	}{
		{"the same side", rehearsals.CustomerView, rehearsals.CustomerView, true},
		{"the other side", rehearsals.CustomerView, rehearsals.SupportView, false},
		{"both sides", rehearsals.SupportView, rehearsals.BothView, true},
		{"one of both", rehearsals.BothView, rehearsals.CustomerView, true},
		{"a second watcher", rehearsals.WatchView, rehearsals.WatchView, false},
		{"a side that is watched", rehearsals.WatchView, rehearsals.CustomerView, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, "")
			s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
			server := httptest.NewServer(s.server)
			defer server.Close()
			defer s.server.Close() //nolint:errcheck // it keeps nothing
			first := s.page(http.MethodGet, "/"+string(test.present), nil)
			follow(t, server.URL+"/"+s.code, test.present, locale.English)

			if again := s.page(http.MethodGet, "/"+string(test.present), first.Cookies()); again.StatusCode != http.StatusOK {
				t.Errorf("the browser that has joined gets %d when it loads its page again", again.StatusCode)
			}
			second := s.page(http.MethodGet, "/"+string(test.wants)+ru, nil)
			if asked := second.StatusCode == http.StatusConflict; asked != test.asks {
				t.Fatalf("another browser gets %d", second.StatusCode)
			}
			if !test.asks {
				return
			}
			if cookies := second.Cookies(); len(cookies) != 1 || cookies[0].Name != "lang" {
				t.Errorf("before it has joined, it gets the cookies %v", cookies)
			}
			joined := s.page(http.MethodPost, "/"+string(test.wants), nil)
			if joined.StatusCode != http.StatusSeeOther || joined.Header.Get("Location") != "/rehearsals/"+s.code+"/"+string(test.wants) {
				t.Fatalf("joining: %d, to %q", joined.StatusCode, joined.Header.Get("Location"))
			}
			if page := s.page(http.MethodGet, "/"+string(test.wants), joined.Cookies()); page.StatusCode != http.StatusOK {
				t.Errorf("after it has joined, it gets %d", page.StatusCode)
			}
		})
	}
}
