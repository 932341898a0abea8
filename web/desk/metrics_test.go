package desk_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/web"
	"etokenpass/web/desk"
)

// ourFigures matches the figures that are not the process's, in which any digits may be.
var ourFigures = regexp.MustCompile(`(?m)^etokenpass_.*$`)

// All decisions are counted by request and result, whichever way they were asked for, and nothing
// says whom they were about.
func TestMetrics(t *testing.T) {
	s := serveWith(t, func(o *desk.Options) { o.Metrics = web.NewMetrics() })
	odd := "\"} evil{x=\"1\nboris"
	login := func(user, code string) { s.post("/check", fields{"user": user, "code": code}, http.StatusOK) }
	login("anna", hotp(0))
	login("anna", hotp(0))
	login(odd, hotp(1))
	login("evil/anna", hotp(1))
	s.pi("/validate/check", url.Values{"user": {"anna"}, "pass": {hotp(1)}}, http.StatusOK)
	s.post("/check", fields{"user": odd, "code": hotp(500), "pin": 1234}, http.StatusUnprocessableEntity)
	s.post("/resync", fields{"serial": "1", "counter": "F00005"}, http.StatusOK)
	s.post("/disable", fields{"user": "anna", "reason": odd}, http.StatusConflict)
	s.get("/"+url.PathEscape(odd), http.StatusNotFound)
	file := "000512345690, 3132333435363738393031323334353637383930, hotp, 6, 0\n000512345691, 3132333435363738393031323334353637383930, hotp, 6, 0\n"
	for _, status := range []int{http.StatusCreated, http.StatusConflict} {
		response, err := http.Post(s.url+"/api/v1/imports", "text/csv", strings.NewReader(file))
		s.answer(response, err, status)
	}

	response, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`etokenpass_http_event_streams 0`,
		`etokenpass_tms_decisions_total{request="import",result="done"} 2`,
		`etokenpass_tms_decisions_total{request="resync_counter",result="accepted"} 1`,
		`etokenpass_tms_decisions_total{request="verify",result="accepted"} 2`,
		`etokenpass_tms_decisions_total{request="verify",result="no_token"} 2`,
		`etokenpass_tms_decisions_total{request="verify",result="replayed"} 1`,
		`etokenpass_tms_imports_total{state="done"} 1`,
		`etokenpass_tms_imports_total{state="failed"} 1`,
	}
	got := ourFigures.FindAllString(string(text), -1)
	slices.Sort(got)
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
	for _, private := range []string{"anna", "boris", "evil", "Petrova", "0005123456", hotp(0), hotp(500), "1234"} {
		if strings.Contains(strings.Join(got, "\n"), private) {
			t.Errorf("the metrics contain %s", private)
		}
	}
}
