package desk_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web/desk"
)

// A server that is a part of another is below a path: its links, forms, redirects and its document
// stay there.
func TestBelowAPath(t *testing.T) {
	s := serveWith(t, func(o *desk.Options) { o.Base = "/desk" })
	below := http.StripPrefix("/desk", s.server)
	ask := func(method, path, body string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, path, strings.NewReader(body))
		if body != "" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer := httptest.NewRecorder()
		below.ServeHTTP(answer, request)
		return answer
	}
	link := regexp.MustCompile(`(?:href|action|src)="(/[^"]*)"`)
	for _, path := range []string{
		"/", "/token?serial=1", "/user?user=anna", "/resync", "/resync?serial=1", "/policy", "/import", "/journal", "/journal/verify",
		"/self", "/self/assign", "/self/resync", "/self/sign-in",
	} {
		page := ask(http.MethodGet, "/desk"+path, "")
		if page.Code != http.StatusOK {
			t.Errorf("%s: %d", path, page.Code)
		}
		for _, found := range link.FindAllStringSubmatch(page.Body.String(), -1) {
			isShared := found[1] == "/look.css" || strings.HasPrefix(found[1], "/icon/")
			if !isShared && found[1] != "/desk" && !strings.HasPrefix(found[1], "/desk/") {
				t.Errorf("%s leads to %s", path, found[1])
			}
		}
	}
	answer := ask(http.MethodPost, "/desk/user", "user=anna&do=unlock")
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/user?") {
		t.Errorf("%d, and leads to %q", answer.Code, to)
	}
	if document := ask(http.MethodGet, "/desk/openapi.json", ""); !strings.Contains(document.Body.String(), `"servers":[{"url":"/desk"}]`) {
		t.Error("the document does not say where the operations are")
	}
}
