package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"etokenpass/tms"
	"etokenpass/web"
	"etokenpass/web/desk"
)

// public is a server as the command runs it: with guards, an auth file and a log.
type public struct {
	*served
	options desk.Options
	config  web.Config
	log     *logged
}

const adminToken = "the-token-of-an-admin"

// logged is what a server has logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(data)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// servePublic is like serve, for users who have no bearer token.
func servePublic(t *testing.T, lines ...string) *public {
	t.Helper()
	p := &public{log: &logged{}}
	p.served = serveWith(t, func(o *desk.Options) {
		o.Open, o.Log = false, slog.New(slog.NewJSONHandler(p.log, nil))
		p.options = *o
	}, lines...)
	file := filepath.Join(t.TempDir(), "callers.yaml")
	if err := os.WriteFile(file, []byte("callers:\n  - {name: ann, token: "+adminToken+", role: admin}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	auth, err := web.ReadAuth(file, desk.Roles()...)
	if err != nil {
		t.Fatal(err)
	}
	p.config = web.Config{Auth: auth, Public: desk.PublicPaths(p.options), Log: p.options.Log, Hosts: []string{"desk.example:443"}}
	p.url = p.start()
	return p
}

// start starts a server of the store, and returns its address.
func (p *public) start() string {
	p.Helper()
	config := p.config
	listen, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		p.Fatal(err)
	}
	config.Listen = listen
	listener, err := web.Listen(config)
	if err != nil {
		p.Fatal(err)
	}
	server := desk.New(p.options)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- listener.Serve(ctx, server) }()
	p.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			p.Error(err)
		}
		if err := server.Close(); err != nil {
			p.Error(err)
		}
	})
	return listener.URL()
}

// advance moves the clock of the server.
func (p *public) advance(by time.Duration) {
	p.Helper()
	request, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.url+"/api/v1/clock", strings.NewReader(fmt.Sprintf(`{"advance":%q}`, by)))
	if err != nil {
		p.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+adminToken)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	p.answer(response, err, http.StatusOK)
}

// browser is a browser of a user: it has cookies of its own, and a connection of its own.
type browser struct {
	*testing.T
	client   *http.Client
	url      string
	language string
}

func (p *public) browser() *browser {
	p.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.Fatal(err)
	}
	transport := &http.Transport{}
	p.Cleanup(transport.CloseIdleConnections)
	return &browser{p.T, &http.Client{
		Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, p.url, "en"}
}

// page is an answer to a browser.
type page struct {
	status   int
	location string // of a redirection
	header   http.Header
	text     string
}

// ask sends a request: GET /path, or POST /path with a form. Headers follow, one on a line.
func (b *browser) ask(request string, form url.Values) page {
	b.Helper()
	lines := strings.Split(request, "\n")
	method, path, _ := strings.Cut(lines[0], " ")
	r, err := http.NewRequestWithContext(context.Background(), method, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Language", b.language)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return page{response.StatusCode, response.Header.Get("Location"), response.Header, string(text)}
}

// claim sends a claim, to assign or resync.
func (b *browser) claim(what, user, serial, first, second string) page {
	b.Helper()
	return b.ask("POST /self/"+what, url.Values{"user": {user}, "serial": {serial}, "code1": {first}, "code2": {second}})
}

// signIn signs in, with a PIN unless it is "".
func (b *browser) signIn(user, pin, code string) page {
	b.Helper()
	return b.ask("POST /self/sign-in", url.Values{"user": {user}, "pin": {pin}, "code": {code}})
}

// expect checks the status of a page, and that it says a text or, if it redirects, where it leads.
func (b *browser) expect(got page, status int, text string) {
	b.Helper()
	if seen := html.UnescapeString(got.text) + got.location; got.status != status || !strings.Contains(seen, text) {
		b.Errorf("got %d %s%s\nwant %d and %q", got.status, got.location, got.text, status, text)
	}
}

// wrong is no code of the tests' tokens.
const wrong = "000001"

func TestSelfServiceSaysWhatUsersCanDo(t *testing.T) {
	for _, test := range []struct {
		policy []string
		links  string
		says   [2]string // in English and Russian
	}{
		{nil, "/self/assign /self/resync /self/sign-in", [2]string{"See your last logins", "Посмотреть последние входы"}},
		{[]string{"pin: separate"}, "/self/assign /self/resync /self/sign-in", [2]string{"Choose a PIN, see your last logins", "Задать ПИН-код, посмотреть последние входы"}},
		{[]string{"self_assign: no"}, "/self/resync /self/sign-in", [2]string{"Resynchronise a token", "Синхронизировать токен"}},
		{[]string{"self_assign: no", "self_resync: no"}, "/self/sign-in", [2]string{"Have your token at hand.", "Держите токен под рукой."}},
		{[]string{"self_resync: no"}, "/self/assign /self/sign-in", [2]string{"Assign a token to yourself", "Закрепить токен за собой"}},
	} {
		b := servePublic(t, test.policy...).browser()
		for i, language := range []string{"en", "ru"} {
			b.language = language
			got := b.ask("GET /self", nil)
			b.expect(got, http.StatusOK, test.says[i])
			var links []string
			for _, match := range regexp.MustCompile(`<li><a href="([^"]*)"`).FindAllStringSubmatch(got.text, -1) {
				links = append(links, match[1])
			}
			if strings.Join(links, " ") != test.links {
				t.Errorf("%v: the page has links to %v, want %s", test.policy, links, test.links)
			}
		}
	}
}

func TestSelfServiceIsOffWhereThePolicySaysSo(t *testing.T) {
	s := servePublic(t, "self_assign: no", "self_resync: no")
	s.add("2")
	before := s.lastEntry().Number
	for _, test := range []struct{ language, what, says string }{
		{"en", "assign", "Here, only support assigns tokens."},
		{"ru", "assign", "Здесь токены закрепляет только служба поддержки."},
		{"en", "resync", "Here, only support resynchronises tokens."},
		{"ru", "resync", "Здесь токены синхронизирует только служба поддержки."},
	} {
		b := s.browser()
		b.language = test.language
		b.expect(b.ask("GET /self/"+test.what, nil), http.StatusForbidden, test.says)
		b.expect(b.claim(test.what, "boris", "2", hotp(0), hotp(1)), http.StatusForbidden, test.says)
	}
	if s.lastEntry().Number != before {
		t.Errorf("the journal has %v", s.lastEntry())
	}
}

func TestSelfAssign(t *testing.T) {
	s := servePublic(t)
	s.add("2")
	b := s.browser()
	b.expect(b.claim("assign", "boris", "2", hotp(5), hotp(7)), http.StatusForbidden, "The codes were not accepted")
	b.expect(b.claim("assign", "boris", "2", hotp(2000), hotp(2001)), http.StatusForbidden, "The token is too far ahead")
	got := b.claim("assign", " boris ", "2", hotp(5)[:3]+" "+hotp(5)[3:], hotp(6)) // as telephones type it
	b.expect(got, http.StatusSeeOther, "/self/assign?done")
	b.expect(b.ask("GET "+got.location, nil), http.StatusOK, "The token is yours")
	b.language = "ru"
	b.expect(b.ask("GET "+got.location, nil), http.StatusOK, "Токен закреплён за вами")
	if e := s.lastEntry(); e.User != "boris" || e.Serial != "2" || e.Request != tms.RequestSelfAssign || e.Result != tms.Accepted || e.Requester != "self-service" || e.Channel != "http" {
		t.Errorf("the journal has %+v", e)
	}
}

// The three outcomes of a resynchronisation, and what keeps a user from one.
func TestSelfResync(t *testing.T) {
	for _, test := range []struct {
		what          string
		first, second string
		status        int
		says          [2]string
	}{
		{"in step", hotp(100), hotp(101), 303, [2]string{"The token is in step again", "Токен синхронизирован"}},
		{"not consecutive", hotp(100), hotp(102), 403, [2]string{"The codes were not accepted", "Сеансовые ключи не приняты"}},
		{"the wrong order", hotp(101), hotp(100), 403, [2]string{"The codes were not accepted", "Сеансовые ключи не приняты"}},
		{"too far ahead", hotp(2000), hotp(2001), 403, [2]string{"The token is too far ahead", "Токен ушёл слишком далеко вперёд"}},
		{"a digit is missing", hotp(100), "12345", 422, [2]string{"A code has 6 to 8 digits", "В сеансовом ключе от 6 до 8 цифр"}},
		{"a counter", "F00100", hotp(101), 422, [2]string{"A code has 6 to 8 digits", "В сеансовом ключе от 6 до 8 цифр"}},
		{"one code", hotp(100), "", 422, [2]string{"Something is missing", "Заполнено не всё"}},
		{"eight digits", hotp(100), "12345678", 403, [2]string{"The codes were not accepted", "Сеансовые ключи не приняты"}}, // the form of another token's code
	} {
		for i, language := range []string{"en", "ru"} {
			b := servePublic(t).browser()
			b.language = language
			got := b.claim("resync", "anna", "1", test.first, test.second)
			if got.status != test.status {
				t.Errorf("%s: status %d", test.what, got.status)
			}
			if got.location != "" {
				got = b.ask("GET "+got.location, nil)
			}
			b.expect(got, got.status, test.says[i])
		}
	}
}

// A refusal is the same answer, byte for byte, whatever its reason: it does not tell a stranger who
// has which token. Only a lock is told apart. Each refusal is in the journal, once.
func TestSelfRefusalsAreTheSame(t *testing.T) {
	s := servePublic(t, "throttle: 1h")
	for _, serial := range []string{"free", "boris's", "disabled", "restored", "throttled"} {
		s.add(serial)
		if serial == "free" {
			continue
		}
		if _, err := s.Assign(t.Context(), call, serial, "user of "+serial, tms.Assignment{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Disable(t.Context(), call, tms.Key{Serial: "disabled"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RequireResync(t.Context(), call, "restored"); err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.claim("resync", "user of throttled", "throttled", wrong, wrong)
	want := map[string]string{}
	for _, test := range []struct{ what, user, serial, first, second string }{
		{"resync", "anna", "1", wrong, wrong},
		{"resync", "stranger", "1", hotp(0), hotp(1)},
		{"resync", "anna", "none", hotp(0), hotp(1)},
		{"resync", "stranger", "none", hotp(0), hotp(1)},
		{"resync", "anna", "boris's", hotp(0), hotp(1)},
		{"resync", "anna", "free", hotp(0), hotp(1)},
		{"resync", "user of disabled", "disabled", hotp(0), hotp(1)},
		{"resync", "user of restored", "restored", hotp(0), hotp(1)},
		{"resync", "user of throttled", "throttled", hotp(0), hotp(1)},
		{"resync", "stranger", "none", "12345678", "12345678"},
		{"resync", "two\nlines", "1", hotp(0), hotp(1)},
		{"assign", "carl", "free", wrong, wrong},
		{"assign", "carl", "none", hotp(0), hotp(1)},
		{"assign", "carl", "1", hotp(0), hotp(1)},
		{"assign", "anna", "1", hotp(0), hotp(1)},
		{"assign", "carl", "disabled", hotp(0), hotp(1)},
		{"sign-in", "user of boris's", "", wrong, ""},
		{"sign-in", "stranger", "", hotp(0), ""},
		{"sign-in", "user of disabled", "", hotp(0), ""},
		{"sign-in", "user of restored", "", hotp(0), ""},
		{"sign-in", "user of throttled", "", hotp(0), ""},
		{"sign-in", "stranger", "", "12345678", ""},
	} {
		before := s.lastEntry().Number
		got := b.claim(test.what, test.user, test.serial, test.first, test.second)
		if test.what == "sign-in" {
			got = b.signIn(test.user, "", test.first)
		}
		if e := s.lastEntry(); e.Number != before+1 || e.Requester != "self-service" || e.Channel != "http" || e.Result == tms.Accepted {
			t.Errorf("%+v: %d entries, the last of them %+v", test, e.Number-before, e)
		}
		text := regexp.MustCompile(`(name="(user|serial)") value="[^"]*"`).ReplaceAllString(got.text, "$1")
		if want[test.what] == "" {
			want[test.what] = text
		}
		if got.status != http.StatusForbidden || text != want[test.what] {
			t.Errorf("%+v: %d %s\nwant the same as for a wrong code:\n%s", test, got.status, got.text, want[test.what])
		}
	}
}

// Guesses are bounded by the failures of a user or token, wherever they come from.
func TestSelfGuessesAreBounded(t *testing.T) {
	for _, lines := range [][]string{{"lock: user"}, {"lock: token"}, {"lock: user", "throttle: 1m"}} {
		s := servePublic(t, append(lines, "max_failures: 5")...)
		s.add("2")
		var group sync.WaitGroup
		for i := range 12 {
			group.Go(func() {
				b := s.browser()
				from := fmt.Sprintf("\nX-Forwarded-For: 203.0.113.%d\nX-Real-IP: 203.0.113.%d", i, i)
				codes := url.Values{"user": {"anna"}, "serial": {"1"}, "code": {wrong}, "code1": {wrong}, "code2": {wrong}}
				b.ask("POST /self/resync"+from, codes)
				b.ask("POST /self/sign-in"+from, codes)
				codes.Set("user", fmt.Sprint("stranger ", i))
				codes.Set("serial", "2")
				b.ask("POST /self/assign"+from, codes)
			})
		}
		group.Wait()
		isThrottled := len(lines) > 1
		b := s.browser()
		for key, again := range map[tms.Key]func() page{
			{User: "anna"}: func() page { return b.claim("resync", "anna", "1", hotp(0), hotp(1)) },
			{Serial: "2"}:  func() page { return b.claim("assign", "carl", "2", hotp(0), hotp(1)) },
		} {
			record, err := s.Record(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			want, says := 5, "The account is locked"
			if isThrottled {
				want, says = 1, "The codes were not accepted" // the clock stands still
			}
			if record.Failures() != want {
				t.Errorf("%v: %v has %d failures, want %d", lines, key, record.Failures(), want)
			}
			b.expect(again(), http.StatusForbidden, says)
		}
		if !isThrottled {
			b.expect(b.signIn("anna", "", hotp(0)), http.StatusForbidden, "The account is locked")
			b.language = "ru"
			b.expect(b.signIn("anna", "", hotp(0)), http.StatusForbidden, "Учётная запись заблокирована")
		}
	}
}

// Nothing that a user typed is run, and codes and PINs are not written back.
func TestSelfPagesRepeatOnlyNames(t *testing.T) {
	s := servePublic(t, "pin: separate")
	const script = `"><script>alert(1)</script>`
	b := s.browser()
	for _, request := range []string{"POST /self/resync", "POST /self/assign", "POST /self/sign-in"} {
		got := b.ask(request, url.Values{"user": {script}, "serial": {script}, "code": {"987654"}, "code1": {"987654"}, "code2": {"876543"}, "pin": {"tulip"}})
		if got.status != http.StatusForbidden || strings.Contains(got.text, "<script") || !strings.Contains(got.text, html.EscapeString(script)) {
			t.Errorf("%s: %d %s", request, got.status, got.text)
		}
		if strings.Contains(got.text, "987654") || strings.Contains(got.text, "876543") || strings.Contains(got.text, "tulip") {
			t.Errorf("%s repeats a code or a PIN: %s", request, got.text)
		}
	}
	b.ask("GET /self/resync?user=mallory&code1=987654", nil)
	b.signIn("anna", "tulip", "987654")
	b.signIn("anna", pin, hotp(3))
	b.ask("POST /self/account", url.Values{"pin": {"orchid"}, "pin_again": {"orchid"}})
	if s.lastEntry().Request != tms.RequestPIN {
		t.Fatalf("the last entry is %v", s.lastEntry())
	}
	for _, private := range []string{"987654", "876543", "tulip", "orchid", pin, hotp(3), "script", "anna", "mallory", "argon2"} {
		if strings.Contains(s.log.String(), private) {
			t.Errorf("the log has %q:\n%s", private, s.log)
		}
	}
}

// Fields have labels, and tell telephones and password managers what they are for.
func TestSelfFields(t *testing.T) {
	s := servePublic(t, "pin: separate")
	b := s.browser()
	b.expect(b.signIn("anna", pin, hotp(0)), http.StatusSeeOther, "/self/account")
	field := regexp.MustCompile(`<input [^>]*\bid="([^"]+)"[^>]*>`)
	for path, want := range map[string]string{
		"/self/assign": "user serial code1 code2", "/self/resync": "user serial code1 code2", "/self/sign-in": "user pin code", "/self/account": "pin pin_again",
	} {
		got := b.ask("GET "+path, nil)
		var fields []string
		for _, match := range field.FindAllStringSubmatch(got.text, -1) {
			id, tag := match[1], match[0]
			fields = append(fields, id)
			if strings.Count(got.text, `<label for="`+id+`">`) != 1 {
				t.Errorf("%s: %s has no label", path, id)
			}
			must := `autocomplete="username"`
			switch {
			case strings.HasPrefix(id, "code"):
				must = `inputmode="numeric" autocomplete="one-time-code"`
			case strings.HasPrefix(id, "pin"):
				must = `autocomplete="new-password"`
			case id == "serial":
				must = `autocomplete="off"`
			}
			if !strings.Contains(tag, must) || strings.HasPrefix(id, "pin") != strings.Contains(tag, `type="password"`) {
				t.Errorf("%s: %s", path, tag)
			}
		}
		if strings.Join(fields, " ") != want {
			t.Errorf("%s has the fields %v, want %s", path, fields, want)
		}
		if strings.Contains(got.text, "<script") || strings.Contains(got.text, " style=") || strings.Contains(got.text, " on") && regexp.MustCompile(`\son\w+=`).MatchString(got.text) {
			t.Errorf("%s has scripts or styles in it", path)
		}
	}
}

// Other sites cannot send the forms, and large forms are refused.
func TestSelfFormsOfOtherSites(t *testing.T) {
	s := servePublic(t)
	b := s.browser()
	b.expect(b.signIn("anna", "", hotp(0)), http.StatusSeeOther, "/self/account")
	before := s.lastEntry().Number
	codes := url.Values{"user": {"anna"}, "serial": {"1"}, "code": {hotp(1)}, "code1": {hotp(1)}, "code2": {hotp(2)}, "pin": {"1"}, "pin_again": {"1"}}
	for _, path := range []string{"/self/assign", "/self/resync", "/self/sign-in", "/self/account", "/self/sign-out"} {
		for _, header := range []string{"Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"} {
			if got := b.ask("POST "+path+"\n"+header, codes); got.status != http.StatusForbidden || !strings.Contains(got.text, "pages of other sites") || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s with %s: %d %s", path, header, got.status, got.text)
			}
		}
		if path == "/self/sign-out" {
			continue
		}
		large := url.Values{"user": {strings.Repeat("a", 16<<10)}}
		if got := b.ask("POST "+path, large); got.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s with 16 KiB: %d", path, got.status)
		}
	}
	if s.lastEntry().Number != before {
		t.Errorf("the journal has %v", s.lastEntry())
	}
}

// If the store cannot be read, users learn no more than that, and the log says why.
func TestSelfServiceWithoutAStore(t *testing.T) {
	s := servePublic(t)
	b := s.browser()
	b.signIn("anna", "", hotp(0))
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, answer := range []func() page{
		func() page { return b.claim("resync", "anna", "1", hotp(1), hotp(2)) },
		func() page { return b.claim("assign", "anna", "1", hotp(1), hotp(2)) },
		func() page { return b.signIn("anna", "", hotp(1)) },
		func() page { return b.ask("GET /self/account", nil) },
	} {
		got := answer()
		b.expect(got, http.StatusInternalServerError, "This does not work at the moment")
		if strings.Contains(got.text, "closed") {
			t.Errorf("the page says too much: %s", got.text)
		}
	}
	if log := s.log.String(); strings.Count(log, "the store is closed") != 4 || strings.Contains(log, hotp(1)) || strings.Contains(log, "anna") {
		t.Errorf("the log is %s", log)
	}
}

// The self-service needs no bearer token, and nothing else becomes public with it.
func TestSelfPathsArePublic(t *testing.T) {
	s := servePublic(t)
	for request, want := range map[string]int{
		"GET /self": 200, "GET /self/assign": 200, "GET /self/resync": 200, "GET /self/sign-in": 200, "GET /self/account": 303,
		"GET /self/self.css": 200, "GET /self/icon.svg": 200, "GET /self/front.svg": 200, "GET /self/back.svg": 200, "GET /look.css": 200,
		"GET /self/other": 404, "GET /selfish": 401, "GET /": 401, "GET /self/../api/v1/tokens": 401,
		"GET /api/v1/tokens": 401, "GET /api/v1/journal": 401, "GET /validate/check?user=anna&pass=1": 401, "GET /openapi.json": 401, "GET /self/api/v1/tokens": 404,
	} {
		if got := s.browser().ask(request, nil); got.status != want {
			t.Errorf("%s: %d, want %d", request, got.status, want)
		}
	}

	// Even where the guards are missing, a request without a caller is not an administrator's.
	unguarded := serveWith(t, func(o *desk.Options) { o.Open = false })
	for _, path := range []string{"/tokens", "/users", "/journal", "/journal/stream", "/policy"} {
		response, err := http.Get(unguarded.url + "/api/v1" + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", path, response.StatusCode)
		}
	}
}
