package bank_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/bank"
)

// cookie returns the cookie of a browser's session.
func (b *browser) cookie() *http.Cookie {
	b.Helper()
	address, err := url.Parse(b.url + "/internet-client/")
	if err != nil {
		b.Fatal(err)
	}
	cookies := b.client.Jar.Cookies(address)
	if len(cookies) != 1 {
		b.Fatalf("the browser has the cookies %v", cookies)
	}
	return cookies[0]
}

// with returns a browser that has a cookie.
func (b *branch) with(cookie *http.Cookie) *browser {
	b.Helper()
	other := b.browser()
	address, _ := url.Parse(b.url)
	other.client.Jar.SetCookies(address, []*http.Cookie{{Name: cookie.Name, Value: cookie.Value, Path: "/"}})
	return other
}

// Each step of a login begins another session: whoever knew the cookie before cannot use it, and a
// cookie that someone else has chosen is worth nothing.
func TestSessionFixation(t *testing.T) {
	bank := open(t)
	victim := bank.with(&http.Cookie{Name: "etokenpass-bank", Value: "YW5uYQ.CHOSENBYTHEATTACKER"})
	victim.signIn(anna, annasPassword)
	planted := bank.with(&http.Cookie{Name: "etokenpass-bank", Value: "YW5uYQ.CHOSENBYTHEATTACKER"})
	if got := planted.get("/internet-client/key"); got.path != "/internet-client/login" {
		t.Errorf("a planted cookie leads to %s", got.path)
	}

	b := bank.browser()
	b.signIn(anna, annasPassword)
	before := b.cookie()
	b.enter(bank.key(annasToken))
	if after := b.cookie(); after.Value == before.Value {
		t.Error("the session has the same cookie before and after the key")
	}
	if got := bank.with(before).get("/internet-client/documents"); got.path != "/internet-client/login" {
		t.Errorf("the cookie from before the key leads to %s", got.path)
	}
}

// After signing out, a cookie that was copied is worth nothing.
func TestCookieAfterLogout(t *testing.T) {
	bank := open(t)
	b := bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	copied := b.cookie()
	if got := bank.with(copied).get("/internet-client/documents"); got.path != "/internet-client/documents" {
		t.Fatalf("before signing out: %s", got.path)
	}
	b.send("/internet-client/sign-out", nil)
	for _, path := range []string{"/internet-client/documents", "/internet-client/documents/new", "/internet-client/key"} {
		if got := bank.with(copied).get(path); got.path != "/internet-client/login" {
			t.Errorf("%s after signing out: %d at %s", path, got.status, got.path)
		}
	}
}

// Nothing of another customer can be read or changed, even by its address.
func TestDocumentsOfOthers(t *testing.T) {
	bank := open(t)
	b, other := bank.browser(), bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	document := b.write()
	other.signIn("boris", "vasilyok")
	other.enter(bank.key(borissToken))
	key := bank.key(borissToken)
	draft := url.Values{"payee": {"Thief"}, "account": {"1"}, "amount": {"1"}, "purpose": {"1"}}
	for _, try := range []func() page{
		func() page { return other.get(document) },
		func() page { return other.get(document + "/edit") },
		func() page { return other.get(document + "/key") },
		func() page { return other.send(document, draft) },
		func() page { return other.send(document+"/sign", nil) },
		func() page { return other.send(document+"/key", url.Values{"key": {key}}) },
		func() page { return other.send(document+"/key/cancel", nil) },
		func() page { return other.send(document+"/send", nil) },
		func() page { return other.get("/internet-client/documents/" + strings.Repeat("A", 26)) },
		func() page { return other.get("/internet-client/documents/1") },
		func() page { return other.get("/internet-client/documents/..%2f..%2fanna") },
	} {
		if got := try(); got.status != http.StatusNotFound || strings.Contains(got.text, "Example Ltd") {
			t.Errorf("%s: %d", got.path, got.status)
		}
	}
	if got := b.get(document); !strings.Contains(got.text, "Example Ltd") || strings.Contains(got.text, "Thief") {
		t.Errorf("the document: %d", got.status)
	}
	own := other.write()
	if got := other.send(own+"/key", url.Values{"key": {key}}); got.path != own {
		t.Errorf("the key that was tried on a document of another customer is not free any more: %d at %s", got.status, got.path)
	}
}

// script is what an attacker would like a page to run.
const script = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`

// Whatever a customer or a test enters is text on every page.
func TestScriptIsText(t *testing.T) {
	bank := open(t)
	created := bank.call("POST", "/customers", `{"login":"<b>olga</b>","owner":`+quoted(script)+`,"organisation":`+quoted(script)+`,"telephone":`+quoted(script)+
		`,"token":{"serial":`+quoted(`<i>1</i>`)+`,"model":"<u>m</u>"}}`, http.StatusCreated)
	b := bank.browser()
	b.signIn(created["login"].(string), created["password"].(string))
	b.send("/internet-client/key/cancel", nil)
	b.send("/internet-client/documents", url.Values{"payee": {script}, "account": {script}, "amount": {"1500.00"}, "purpose": {script}})
	b.send("/internet-client/documents", url.Values{"payee": {script}, "account": {""}, "amount": {script}, "purpose": {script}})
	for _, path := range []string{
		"/", "/internet-client/documents", "/desk/", "/desk/user?user=" + url.QueryEscape("<b>olga</b>"), "/tokens/", "/desk/journal",
	} {
		got := b.get(path)
		if got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
		for _, tag := range []string{"<script>alert", "<img src=x", "<b>olga", "<i>1</i>", "<u>m</u>"} {
			if strings.Contains(got.text, tag) {
				t.Errorf("%s has %s in it", path, tag)
			}
		}
	}
	if got := b.get("/"); !strings.Contains(html.UnescapeString(got.text), script) {
		t.Error("the first page does not show the name as it is")
	}
	if got := b.signIn(script, script); got.status != http.StatusForbidden || strings.Contains(got.text, "<script>alert") {
		t.Errorf("a login: %d", got.status)
	}
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

// A session key that is sent twice at once is decided once: no key counts as wrong, and the second answer
// leads to where the customer is, without an error.
func TestSentTwice(t *testing.T) {
	bank := open(t)
	b := bank.browser()
	b.signIn(anna, annasPassword)
	key := bank.key(annasToken)
	enter := func(b *browser) page { return b.enter(key) }
	for _, got := range b.atOnce(enter, enter, enter) {
		if got.status != http.StatusOK || got.path != "/internet-client/documents" && got.path != "/internet-client/login" {
			t.Errorf("%d at %s", got.status, got.path)
		}
	}
	if got := bank.browser().get("/desk/api/v1/users?user=" + anna); !strings.Contains(got.text, `"failures":0`) {
		t.Errorf("%s", got.text)
	}
}

// Forms that are too large, or none at all, get an answer and do no harm.
func TestUnfitForms(t *testing.T) {
	bank := open(t)
	for _, test := range []struct {
		contentType, body string
		want              []int
	}{
		{"application/x-www-form-urlencoded", "login=" + strings.Repeat("a", 1<<20), []int{http.StatusRequestEntityTooLarge}},
		{"application/x-www-form-urlencoded", "%zz", []int{http.StatusBadRequest}},
		{"text/plain", "login=anna&password=romashka", []int{http.StatusUnsupportedMediaType}},
		{"application/json", `{"login":"anna","password":"romashka"}`, []int{http.StatusUnsupportedMediaType}},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nanna\r\n--x--\r\n", []int{http.StatusUnsupportedMediaType}},
		{"", "login=anna&password=romashka", []int{http.StatusForbidden}},
		{"application/x-www-form-urlencoded", "login=anna&login=boris&password=romashka", []int{http.StatusOK, http.StatusForbidden}},
		{"application/x-www-form-urlencoded", "", []int{http.StatusForbidden, http.StatusUnprocessableEntity}},
	} {
		client := http.Client{Transport: bank.transport}
		response, err := client.Post(bank.url+"/internet-client/login", test.contentType, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		isWanted := false
		for _, want := range test.want {
			isWanted = isWanted || response.StatusCode == want
		}
		if !isWanted || bytes.Contains(text, []byte("romashka")) {
			t.Errorf("%.40q: %d, want %v", test.body, response.StatusCode, test.want)
		}
	}
}

// guarded serves a bank behind the guards of all our servers, with a caller of each role.
func guarded(t *testing.T) (address string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "callers.yaml")
	text := "callers:\n"
	for _, role := range bank.Roles() {
		text += "  - {name: " + role + ", token: " + bearerOf(role) + ", role: " + role + "}\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	auth, err := web.ReadAuth(path, bank.Roles()...)
	if err != nil {
		t.Fatal(err)
	}
	listen, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.Listen(web.Config{Listen: listen, Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	handler := open(t, func(o *bank.Options) { o.Open = false }).server
	go func() { ended <- server.Serve(ctx, handler) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return server.URL()
}

func bearerOf(role string) string { return role + "-0123456789abcdef" }

// askAs sends a request of a caller in the auth file, or of a stranger if the role is "".
func askAs(t *testing.T, role, method, address, body string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if role != "" {
		request.Header.Set("Authorization", "Bearer "+bearerOf(role))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(read)
}

// A player does what a training needs; an administrator may do everything; others get no further.
func TestRoles(t *testing.T) {
	address := guarded(t)
	for _, test := range []struct {
		request                 string
		stranger, player, admin int
	}{
		{"GET /", 401, 200, 200},
		{"GET /healthz", 200, 200, 200},
		{"GET /internet-client/login", 401, 200, 200},
		{"GET /tokens/api/v1/tokens", 401, 200, 200},
		{"GET /rehearsals/", 401, 200, 200},
		{"GET /desk/", 401, 200, 200},
		{"GET /desk/resync", 401, 200, 200},
		{"GET /desk/journal", 401, 403, 200},
		{"GET /desk/import", 401, 403, 200},
		{"GET /api/v1/customers", 401, 403, 200},
		{"DELETE /api/v1/customers/boris", 401, 403, 204},
		{"GET /api/v1/clock", 401, 403, 200},
		{"POST /api/v1/reset", 401, 403, 200},
	} {
		for role, want := range map[string]int{"": test.stranger, "player": test.player, "admin": test.admin} {
			method, path, _ := strings.Cut(test.request, " ")
			if status, _ := askAs(t, role, method, address+path, ""); status != want {
				t.Errorf("%s as %q: %d, want %d", test.request, role, status, want)
			}
		}
	}
}

// Only an administrator changes the bank's clock, whichever API the request is for. The page of tokens
// does not offer it to others.
func TestPlayersDoNotChangeTheClock(t *testing.T) {
	address := guarded(t)
	for role, want := range map[string]int{"player": http.StatusForbidden, "admin": http.StatusConflict} { // it is the real clock
		for _, path := range []string{"/api/v1/clock", "/tokens/api/v1/clock", "/tokens/api/v1/tokens/" + annasToken + "/clock", "/desk/api/v1/clock"} {
			if status, _ := askAs(t, role, http.MethodPost, address+path, `{"advance":"1s"}`); status != want {
				t.Errorf("%s as %s: %d, want %d", path, role, status, want)
			}
		}
		if status, page := askAs(t, role, http.MethodGet, address+"/tokens/", ""); status != http.StatusOK || strings.Contains(page, `id="speeds"`) != (role == "admin") {
			t.Errorf("the page of tokens as %s: %d, or with the wrong controls", role, status)
		}
	}
}

// A page of another site changes nothing, although the browser sends the cookie along.
func TestCrossSite(t *testing.T) {
	listen, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.Listen(web.Config{Listen: listen})
	if err != nil {
		t.Fatal(err)
	}
	bank := open(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, bank.server) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{&branch{t, bank.server, server.URL(), http.DefaultTransport}, &http.Client{Jar: jar}}
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	document := b.write()
	for _, path := range []string{document + "/sign", document + "/send", "/internet-client/sign-out", "/internet-client/login", "/api/v1/reset", "/desk/user", "/rehearsals/"} {
		for _, header := range []http.Header{
			{"Origin": {"http://evil.example"}}, {"Origin": {"null"}}, {"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}},
		} {
			request := httptest.NewRequest(http.MethodPost, server.URL()+path, strings.NewReader("login=anna&password=romashka"))
			request.RequestURI = ""
			request.Header = header.Clone()
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			response, err := b.client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, header, response.StatusCode)
			}
		}
	}
	if got := b.get(document); !strings.Contains(got.text, "not signed") {
		t.Errorf("the document: %d at %s", got.status, got.path)
	}
}

// Customers log in while fifty event streams are open: nothing waits for their readers.
func TestFiftyStreams(t *testing.T) {
	bank := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	group := bank.browser().send("/rehearsals/", url.Values{"exercise": {"pocket-presses"}}).path
	paths := []string{"/tokens/api/v1/events", "/desk/api/v1/journal/stream", group + "/events?view=watch&lang=ru"}
	for i := range 50 {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, bank.url+paths[i%len(paths)], nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := bank.transport.RoundTrip(request)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("stream %d, %s: %v", i, request.URL.Path, err)
		}
		defer response.Body.Close() //nolint:errcheck // nothing reads it
	}
	for range 5 {
		b := bank.browser()
		b.signIn(anna, annasPassword)
		if got := b.enter(bank.key(annasToken)); got.path != "/internet-client/documents" {
			t.Fatalf("%d at %s", got.status, got.path)
		}
	}
}
