//go:build e2e

package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// The code that a click in the window shows is accepted by the validator, in a request of a web
// application and, for the next code, in one of a client of privacyIDEA.
func TestWindowsTokenLogsIn(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir(), "--speed", "10")
	store := filepath.Join(w.home, "tms.db")
	w.etokenpass("tms", "import", "--profile", "demo", "--store", store)
	w.etokenpass("tms", "assign", demoSerial, "anna", "--store", store)
	validator := startServing(t, "tms", "serve", "--listen", "127.0.0.1:0", "--store", store)

	ask := func(path, contentType, body string, answer any) {
		t.Helper()
		response, err := http.Post(validator.url+path, contentType, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // nothing more is read from it
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			t.Fatal(err)
		}
	}
	w.click()
	var check struct{ Result string }
	ask("/api/v1/check", "application/json", `{"user":"anna","code":"`+w.shows("755224").LCD+`"}`, &check)
	if check.Result != "accepted" {
		t.Errorf("the validator says %q", check.Result)
	}
	w.shows("")
	w.click()
	var valid struct{ Result struct{ Value bool } }
	ask("/validate/check", "application/x-www-form-urlencoded", url.Values{"user": {"anna"}, "pass": {w.shows("287082").LCD}}.Encode(), &valid)
	if !valid.Result.Value {
		t.Error("privacyIDEA's interface refuses the second code")
	}
	if journal := w.etokenpass("tms", "journal", "--store", store); strings.Count(journal, "accepted") != 2 {
		t.Errorf("the journal has\n%s", journal)
	}
}
