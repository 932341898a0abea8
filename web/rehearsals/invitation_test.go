package rehearsals_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"etokenpass/web/rehearsals"
)

// The first page of a rehearsal shows addresses that other machines can open, or says that there are none.
func TestInvitationAddresses(t *testing.T) {
	outside := []string{"192.0.2.10", "[fd00::2]"}
	for _, test := range []struct {
		host  string
		hosts []string
		want  []string
		local bool
	}{
		{"192.0.2.10:8618", outside, []string{"http://192.0.2.10:8618/rehearsals/"}, false},
		{"trainer.example", outside, []string{"http://trainer.example/rehearsals/"}, false},
		{"127.0.0.1:8618", outside, []string{"http://192.0.2.10:8618/rehearsals/", "http://[fd00::2]:8618/rehearsals/"}, false},
		{"[::1]:8618", outside, []string{"http://192.0.2.10:8618/rehearsals/", "http://[fd00::2]:8618/rehearsals/"}, false},
		{"localhost", outside, []string{"http://192.0.2.10/rehearsals/", "http://[fd00::2]/rehearsals/"}, false},
		{"127.0.0.1:8618", nil, []string{"http://127.0.0.1:8618/rehearsals/"}, true},
	} {
		server, err := rehearsals.New(rehearsals.Options{Base: "/rehearsals", Clock: &clock{}, Hosts: test.hosts})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(method, path, body string) *httptest.ResponseRecorder {
			request := httptest.NewRequest(method, path, strings.NewReader(body))
			request.Host = test.host
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			server.ServeHTTP(answer, request)
			return answer
		}
		opened := ask(http.MethodPost, "/", url.Values{"exercise": {"pocket-presses"}, "play": {"together"}}.Encode())
		page := ask(http.MethodGet, strings.TrimPrefix(opened.Header().Get("Location"), "/rehearsals"), "").Body.String()
		var got []string
		for _, match := range regexp.MustCompile(`class="address">([^<]*)<`).FindAllStringSubmatch(page, -1) {
			got = append(got, match[1])
		}
		if local := strings.Contains(page, "Only this machine can open"); !slices.Equal(got, test.want) || local != test.local {
			t.Errorf("%s, %q: %q, %v", test.host, test.hosts, got, local)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}
