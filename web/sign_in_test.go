package web_test

import (
	"bytes"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"etokenpass/web"
)

// The bearer tokens in callers.
const (
	ciToken   = "0123456789abcdef"
	annaToken = "another-token-of-anna"
)

// browserAccept is what browsers send when they open a page.
const browserAccept = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

// ask sends a request as it is: no redirect is followed, no cookie is kept. The request is a line
// such as POST /sign-in and headers, in which PORT stands for the server's port.
func (r running) ask(t *testing.T, request string, form url.Values) (*http.Response, string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(request, "PORT", r.port())), "\n")
	method, path, _ := strings.Cut(lines[0], " ")
	made, err := http.NewRequest(method, r.URL()+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		made.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		made.Header.Add(name, value)
		if name == "Host" {
			made.Host = value
		}
	}
	response, err := http.DefaultTransport.RoundTrip(made)
	if err != nil {
		t.Fatal(err)
	}
	return response, body(t, response)
}

// signIn signs in and returns the cookie as a header for further requests.
func (r running) signIn(t *testing.T, token string) (header string) {
	t.Helper()
	response, text := r.ask(t, "POST /sign-in", url.Values{"token": {token}})
	if response.StatusCode != http.StatusSeeOther || len(response.Cookies()) != 1 {
		t.Fatalf("%d, %q\n%s", response.StatusCode, response.Header, text)
	}
	cookie := response.Cookies()[0]
	return "Cookie: " + cookie.Name + "=" + cookie.Value
}

// isSignIn reports whether an answer is the page for signing in.
func isSignIn(response *http.Response, text string) bool {
	return response.Header.Get("Content-Type") == "text/html; charset=utf-8" && strings.Contains(text, `action="/sign-in"`)
}

// A browser that wants a page gets the page for signing in; everything else gets a problem.
func TestWhoGetsThePageForSigningIn(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t), Public: []string{"/public"}}, who)
	for _, test := range []struct {
		request string
		page    bool
	}{
		{"GET /\n" + browserAccept, true},
		{"GET /tokens/1?a=b\n" + browserAccept, true},
		{"GET /\nAccept: text/html", true},
		{"GET /\nAccept: TEXT/HTML;q=0.1", true},
		{"GET /\nAccept: application/json;q=0.5\nAccept: text/html", true},
		{"GET /public/../x\n" + browserAccept, true},
		{"GET /\n" + browserAccept + "\nCookie: etokenpass-session-PORT=ci:99999999999:AAAA", true},

		{"GET /", false},
		{"GET /\nAccept: */*", false}, // curl, and fetch of a page's script
		{"GET /\nAccept: text/*", false},
		{"GET /\nAccept: text/event-stream", false},
		{"GET /\nAccept: text/html;q=0", false},
		{"GET /\nAccept: text/html;q=x", false},
		{"GET /\nAccept: text/html;q=0.5, application/json", false},
		{"GET /\nAccept: text/html, application/json", false},
		{"GET /\nAccept: text/html, application/problem+json", false},
		{"GET /\nAccept: ,;,text", false},
		{"GET /api/v1/tokens\n" + browserAccept, false},
		{"POST /\n" + browserAccept, false},
		{"GET /\n" + browserAccept + "\nAuthorization: Bearer wrong-wrong-wrong-wrong", false},
		{"GET /\n" + browserAccept + "\nAuthorization: Basic Y2k6eA==", false},
	} {
		response, text := server.ask(t, test.request, nil)
		if got := isSignIn(response, text); got != test.page || response.StatusCode != http.StatusUnauthorized {
			t.Errorf("%q: %d, the page: %t, want %t", test.request, response.StatusCode, got, test.page)
		}
		if !test.page {
			problem(t, response, text, http.StatusUnauthorized)
		}
		if !strings.HasPrefix(response.Header.Get("WWW-Authenticate"), `Bearer realm="etokenpass"`) {
			t.Errorf("%q: WWW-Authenticate is %q", test.request, response.Header.Get("WWW-Authenticate"))
		}
	}
	response, text := server.ask(t, "HEAD /\n"+browserAccept, nil)
	if response.StatusCode != http.StatusUnauthorized || text != "" || response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("HEAD: %d %q %q", response.StatusCode, response.Header.Get("Content-Type"), text)
	}
}

// A bearer token starts a session, which admits to everything that the token does.
func TestSignIn(t *testing.T) {
	var log bytes.Buffer
	server := serve(t, web.Config{Auth: auth(t), Log: slog.New(slog.NewTextHandler(&log, nil))}, who)
	response, text := server.ask(t, "POST /sign-in", url.Values{"token": {ciToken}, "next": {"/?limit=400"}})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/?limit=400" {
		t.Errorf("%d, to %q", response.StatusCode, response.Header.Get("Location"))
	}
	header := response.Header.Get("Set-Cookie")
	want := regexp.MustCompile(`^etokenpass-session-` + server.port() + `=ci:[0-9]+:[\w-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict$`)
	if !want.MatchString(header) || strings.Contains(header+text, ciToken) {
		t.Errorf("the cookie is %s", header)
	}
	cookie, _, _ := strings.Cut(header, ";")
	for _, request := range []string{"GET /\n" + browserAccept, "GET /api/v1/tokens", "POST /api/v1/tokens", "DELETE /x"} {
		if response, text := server.ask(t, request+"\nCookie: lang=ru; "+cookie, nil); response.StatusCode != http.StatusOK || text != "ci operator true" {
			t.Errorf("%q: %d %s", request, response.StatusCode, text)
		}
	}
	server.signIn(t, "  "+annaToken+"\n") // copied with more than it

	response, _ = server.ask(t, "POST /sign-out\nCookie: "+cookie, nil)
	if got := response.Header.Get("Set-Cookie"); got != "etokenpass-session-"+server.port()+"=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict" {
		t.Errorf("signing out sets the cookie %s", got)
	}
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/" {
		t.Errorf("signing out: %d, to %q", response.StatusCode, response.Header.Get("Location"))
	}

	if err := server.stop(); err != nil {
		t.Error(err)
	}
	_, value, _ := strings.Cut(cookie, "=")
	for _, secret := range []string{ciToken, annaToken, value, value[strings.LastIndex(value, ":")+1:]} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has the bearer token or the cookie:\n%s", &log)
		}
	}
	if !strings.Contains(log.String(), `pattern="POST /sign-in" status=303`) || !strings.Contains(log.String(), "caller=anna@bank") {
		t.Errorf("the log does not say who signed in:\n%s", &log)
	}
}

// Pages know who is signed in.
func TestPagesKnowTheCaller(t *testing.T) {
	pages := web.NewPages(fstest.MapFS{"a.html": {Data: []byte(`{{with .Caller}}{{.Name}} {{.Role}}{{end}}`)}}, "a.html")
	server := serve(t, web.Config{Auth: auth(t), Public: []string{"/public"}}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "a.html", nil)
	}))
	cookie := server.signIn(t, annaToken)
	for path, want := range map[string]string{"/": "anna@bank viewer", "/public": ""} {
		if _, text := server.ask(t, "GET "+path+"\n"+cookie, nil); strings.TrimSpace(text) != want {
			t.Errorf("%s: %q, want %q", path, text, want)
		}
	}
}

// A wrong bearer token leads back to the page, which says so and does not repeat it.
func TestSignInRefused(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t)}, who)
	for _, form := range []url.Values{
		nil, {}, {"token": {""}}, {"token": {"wrong-wrong-wrong-wrong"}}, {"token": {ciToken[:15]}}, {"token": {ciToken + "0"}},
		{"token": {strings.ToUpper(ciToken)}}, {"token": {"wrong-wrong-wrong", ciToken}}, {"Token": {ciToken}}, {"token": {`"><script>wrong</script>`}},
	} {
		if form != nil {
			form["next"] = []string{`/a"b`}
		}
		response, text := server.ask(t, "POST /sign-in?token="+ciToken+"\nAccept-Language: en", form)
		if response.StatusCode != http.StatusUnauthorized || !isSignIn(response, text) || !strings.Contains(text, `role="alert">This server does not know this bearer token.`) {
			t.Errorf("%q: %d\n%s", form, response.StatusCode, text)
		}
		if len(response.Cookies()) > 0 || strings.Contains(text, "wrong-") || strings.Contains(text, "<script") || strings.Contains(text, ciToken[:15]) {
			t.Errorf("%q: cookies %v, the page\n%s", form, response.Cookies(), text)
		}
		if form != nil && !strings.Contains(text, `name="next" value="/a&#34;b"`) {
			t.Errorf("%q: the page forgets where to go", form)
		}
	}
	response, text := server.ask(t, "POST /sign-in", url.Values{"token": {strings.Repeat("a", 17<<10)}})
	problem(t, response, text, http.StatusRequestEntityTooLarge)
	response, text = server.raw(t, "POST /sign-in HTTP/1.1\nHost: localhost:PORT\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 9\n\ntoken=%zz")
	problem(t, response, text, http.StatusBadRequest)
}

// After signing in, browsers go to a path of this server and nowhere else.
func TestNext(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t)}, who)
	for next, want := range map[string]string{
		"/": "/", "/docs": "/docs", "/?limit=400&lang=ru": "/?limit=400&lang=ru", "/tokens/a%2Fb?q=//x": "/tokens/a%2Fb?q=//x",
		"/a:b@c": "/a:b@c", "/токен": "/%d1%82%d0%be%d0%ba%d0%b5%d0%bd", "/#part": "/#part",

		"": "/", "docs": "/", "?a": "/", "//evil.example": "/", "///evil.example": "/", `/\evil.example`: "/", `\/evil.example`: "/", `/a\b`: "/",
		"https://evil.example/": "/", "http:evil.example": "/", "javascript:alert(1)": "/", "evil.example": "/", " //evil.example": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "/\r\nSet-Cookie: a=b": "/", "/\x00": "/", "/\x7f": "/", "/\u0085": "/", "\t//evil.example": "/",
	} {
		response, _ := server.ask(t, "POST /sign-in", url.Values{"token": {ciToken}, "next": {next}})
		if got := response.Header.Get("Location"); got != want || response.StatusCode != http.StatusSeeOther {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
		_, text := server.ask(t, "GET /sign-in?next="+url.QueryEscape(next), nil)
		shown := html.UnescapeString(regexp.MustCompile(`name="next" value="([^"]*)"`).FindStringSubmatch(text)[1])
		if shown != next && shown != "/" || strings.Contains(shown, "evil.example") {
			t.Errorf("the page after %q leads to %q", next, shown)
		}
	}
}

// The page is in the language of the request, also where another page was asked for, and keeps
// where to go then.
func TestSignInLanguages(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t)}, who)
	for _, test := range []struct{ request, language, next, cookie string }{
		{"GET /docs\nAccept-Language: ru", "ru", "/docs", ""},
		{"GET /?limit=400\nAccept-Language: de", "en", "/?limit=400", ""},
		{"GET /?lang=ru&limit=400", "ru", "/?limit=400", "lang=ru"}, // another choice may follow
		{"GET /sign-in?lang=ru&next=%2F%3Flimit%3D400", "ru", "/?limit=400", "lang=ru"},
		{"GET //evil.example/", "en", "/", ""},
	} {
		response, text := server.ask(t, test.request+"\n"+browserAccept, nil)
		if !strings.Contains(text, `<html lang="`+test.language+`">`) || !strings.Contains(html.UnescapeString(text), `name="next" value="`+test.next+`"`) {
			t.Errorf("%q: not in %s, or not to %s\n%s", test.request, test.language, test.next, text)
		}
		if link := `href="/sign-in?lang=ru&amp;next=` + url.QueryEscape(test.next) + `"`; !strings.Contains(text, link) {
			t.Errorf("%q: no %s\n%s", test.request, link, text)
		}
		if got := response.Header.Get("Set-Cookie"); !strings.HasPrefix(got, test.cookie) || test.cookie == "" && got != "" {
			t.Errorf("%q: the cookie %q", test.request, got)
		}
	}
}

// What the page for signing in loads is public, and nothing else is.
func TestPublicFiles(t *testing.T) {
	server := serve(t, web.Config{Auth: auth(t)}, who)
	_, page := server.ask(t, "GET /sign-in", nil)
	loaded := regexp.MustCompile(`(?:src|href)="(/[^"?]*\.[a-z]+)"`).FindAllStringSubmatch(page, -1)
	if len(loaded) < 3 || strings.Contains(page, "<script") || strings.Contains(page, " style=") || strings.Contains(page, "<style") {
		t.Fatalf("the page:\n%s", page)
	}
	for _, each := range loaded {
		if response, text := server.ask(t, "GET "+each[1], nil); response.StatusCode != http.StatusOK || text == "" || text == "  false" {
			t.Errorf("%s: %d %s", each[1], response.StatusCode, text)
		}
	}
	for _, path := range []string{"/icon/etokenpass-16.png", "/icon/", "/page/main.js", "/docs.css", "/docs", "/openapi.json", "/sign-in/", "/sign-in.js", "/look.css/", "/api/v1/sign-in"} {
		response, text := server.ask(t, "GET "+path, nil)
		problem(t, response, text, http.StatusUnauthorized)
	}
	for _, request := range []string{"POST /look.css", "DELETE /sign-in", "GET /sign-out"} { // nothing changes by following a link
		response, text := server.ask(t, request, nil)
		problem(t, response, text, http.StatusUnauthorized)
	}
}

// Without an auth file there is nothing to sign in to.
func TestNoSignInWithoutAuth(t *testing.T) {
	server := serve(t, web.Config{}, web.Routes(http.NewServeMux()))
	for _, request := range []string{"GET /sign-in\n" + browserAccept, "POST /sign-in", "POST /sign-out", "GET /sign-in.css", "GET /look.css"} {
		response, text := server.ask(t, request, nil)
		problem(t, response, text, http.StatusNotFound)
	}
}
