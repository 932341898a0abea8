package client_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/client"
)

const base = "/internet-client"

// browser is a customer's browser at the pages of a bank.
type browser struct {
	*testing.T
	*bank
	client   *http.Client
	url      string
	language string
}

// open opens a bank that is like that of the guide, but for the changes.
func open(t *testing.T, changeBank func(*bankOptions), changePages func(*client.Options)) *browser {
	t.Helper()
	b := newBank(changeBank)
	options := client.Options{
		Bank: b, Base: base, Digits: 6, Window: 10, Failures: 3, Entry: "/",
		HelpDesk: client.HelpDesk{Telephone: "+7 (000) 000-00-00", Mail: "support@bank.example"},
	}
	if changePages != nil {
		changePages(&options)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, b, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, serve(t, options), "en"}
}

// serve serves the pages as the bank does: below a path, behind the guard of all servers.
func serve(t *testing.T, options client.Options) string {
	t.Helper()
	listen, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.Listen(web.Config{Listen: listen})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	web.AddLook(mux)
	mux.Handle(base+"/", http.StripPrefix(base, client.New(options)))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, mux) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return server.URL()
}

// page is an answer to a browser.
type page struct {
	status   int
	location string // of a redirection, without the base
	header   http.Header
	raw      string // HTML
	text     string // without tags and superfluous spaces
}

var (
	tags   = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}]+`)
)

// ask sends a request: GET /path, or POST /path with a form.
func (b *browser) ask(request string, form url.Values) page {
	b.Helper()
	method, path, _ := strings.Cut(request, " ")
	r, err := http.NewRequestWithContext(b.Context(), method, b.url+base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Language", b.language)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	text := spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(string(data), " ")), " ")
	return page{response.StatusCode, strings.TrimPrefix(response.Header.Get("Location"), base), response.Header, string(data), text}
}

func (b *browser) get(path string) page { b.Helper(); return b.ask("GET "+path, nil) }

// post sends a form, whose fields are pairs of a name and a value.
func (b *browser) post(path string, fields ...string) page {
	b.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.ask("POST "+path, form)
}

// shows fails the test if a page does not have the status and all the texts.
func (b *browser) shows(p page, status int, texts ...string) {
	b.Helper()
	if p.status != status {
		b.Errorf("got the status %d, want %d: %s", p.status, status, p.text)
	}
	for _, text := range texts {
		if !strings.Contains(p.text, text) {
			b.Errorf("no %q in: %s", text, p.text)
		}
	}
}

// leads fails the test if a page is not a redirection to a path.
func (b *browser) leads(p page, path string) {
	b.Helper()
	if p.status != http.StatusSeeOther || p.location != path {
		b.Fatalf("got the status %d to %q, want one to %q: %s", p.status, p.location, path, p.text)
	}
}

// signIn brings the browser to the field for the session key.
func (b *browser) signIn() {
	b.Helper()
	b.leads(b.post("/login", "login", login, "password", password), "/key")
}

// enter signs the browser in with a session key, and cancel without one.
func (b *browser) enter() {
	b.Helper()
	b.signIn()
	b.leads(b.post("/key", "key", "100001"), "/documents")
}

func (b *browser) cancel() {
	b.Helper()
	b.signIn()
	b.leads(b.post("/key/cancel"), "/documents")
}

// write writes a document, and returns its path.
func (b *browser) write() string {
	b.Helper()
	written := b.post("/documents", order()...)
	b.leads(written, "/documents/id1")
	return written.location
}

func order() []string {
	return []string{"payee", "Vector Ltd", "account", "40702810900000000001", "amount", "1500.00", "purpose", "Invoice 7"}
}

// The way of the guide: login, session key, everything.
func TestSignInAndSend(t *testing.T) {
	b := open(t, nil, nil)
	b.leads(b.get("/"), "/login")
	b.shows(b.get("/login"), http.StatusOK, "Sign in", "Login", "Password", "For practice only")
	b.signIn()
	b.leads(b.get("/"), "/key")
	b.shows(b.get("/key"), http.StatusOK, "Session key", "OK", "Cancel")
	b.leads(b.post("/key", "key", "100001"), "/documents")
	b.shows(b.get("/documents"), http.StatusOK, "all functions are available", "There are no documents yet")
	path := b.write()
	b.shows(b.get(path), http.StatusOK, "Payment order No. 1", "Vector Ltd", "The document is not signed")
	b.leads(b.post(path+"/sign"), path+"/key")
	b.shows(b.get(path+"/key"), http.StatusOK, "Signature for payment order No. 1", "1500.00 to Vector Ltd", "A signature needs a new one")
	b.leads(b.post(path+"/key", "key", "100002"), path)
	b.shows(b.get(path), http.StatusOK, "The document is signed. The bank gets it when you send it.", "Send to the bank")
	b.leads(b.post(path+"/send"), path)
	b.shows(b.get(path), http.StatusOK, "signed and sent to the bank", "2 Mar 2026, 12:02 UTC")
	b.leads(b.post("/sign-out"), "/login")
	b.leads(b.get("/documents"), "/login")
}
