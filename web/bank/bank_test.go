package bank_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"etokenpass/tms"
	"etokenpass/web/bank"
)

// branch is a bank on a listener. Its address stays the same after a restart.
type branch struct {
	*testing.T
	server    *bank.Server
	url       string
	transport http.RoundTripper
}

// open opens a bank in memory. change changes its options.
func open(t *testing.T, change ...func(*bank.Options)) *branch {
	t.Helper()
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	options := bank.Options{Version: "test", Policy: policy, Seed: "test", Open: true, Keep: inMemory}
	for _, f := range change {
		f(&options)
	}
	server, err := bank.New(options)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		listener.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	address := listener.Listener.Addr().String()
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &branch{t, server, "http://bank.example", transport}
}

func inMemory(bool) (bank.Keeping, error) {
	store := tms.NewMemory(make([]byte, 32))
	return bank.Keeping{Store: store, Close: store.Close}, nil
}

// browser is a customer's browser.
type browser struct {
	*branch
	client *http.Client
}

func (b *branch) browser() *browser {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	return &browser{b, &http.Client{Jar: jar, Transport: b.transport}}
}

// page is a page that a browser has got to.
type page struct {
	path   string
	status int
	text   string
}

func (b *browser) get(path string) page {
	b.Helper()
	return b.read(b.client.Get(b.url + path))
}

func (b *browser) send(path string, fields url.Values) page {
	b.Helper()
	return b.read(b.client.PostForm(b.url+path, fields))
}

func (b *browser) read(response *http.Response, err error) page {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return page{response.Request.URL.Path, response.StatusCode, string(text)}
}

// signIn enters login and password.
func (b *browser) signIn(login, password string) page {
	b.Helper()
	return b.send("/internet-client/login", url.Values{"login": {login}, "password": {password}})
}

// enter enters a session key.
func (b *browser) enter(key string) page {
	b.Helper()
	return b.send("/internet-client/key", url.Values{"key": {key}})
}

// key lets the token with a serial generate a session key.
func (b *branch) key(serial string) string {
	b.Helper()
	client := http.Client{Transport: b.transport}
	response, err := client.Post(b.url+"/tokens/api/v1/tokens/"+serial+"/code", "application/json", nil)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	var code struct{ Code string }
	if err := json.NewDecoder(response.Body).Decode(&code); err != nil || code.Code == "" {
		b.Fatalf("%s: %v", response.Status, err)
	}
	return code.Code
}

// The first two sample customers.
const (
	anna, annasPassword, annasToken = "anna", "romashka", "000500100001"
	borissToken                     = "000500100002"
)

// wrong is a session key that no token generates in these tests.
const wrong = "000000"

// The tenth key generated without a login is accepted, and the eleventh is refused.
func TestWindow(t *testing.T) {
	for _, test := range []struct {
		generated int
		accepted  bool
	}{{1, true}, {10, true}, {11, false}} {
		b := open(t).browser()
		b.signIn(anna, annasPassword)
		key := ""
		for range test.generated {
			key = b.key(annasToken)
		}
		got := b.enter(key)
		if accepted := got.path == "/internet-client/documents"; accepted != test.accepted {
			t.Errorf("key %d: %d %s", test.generated, got.status, got.path)
		}
		if !test.accepted && !strings.Contains(got.text, "555-01-99") {
			t.Error("the page does not refer to the help desk")
		}
	}
}

// Three failures lock the account. It then refuses every login, even by Cancel, with a right key, and
// with another token.
func TestLock(t *testing.T) {
	bank := open(t)
	b, other := bank.browser(), bank.browser()
	other.signIn(anna, annasPassword)
	b.signIn(anna, annasPassword)
	for i, want := range []int{http.StatusForbidden, http.StatusForbidden, http.StatusForbidden} {
		if got := b.enter(wrong); got.status != want {
			t.Errorf("failure %d: %d", i+1, got.status)
		}
	}
	if got := other.send("/internet-client/key/cancel", nil); got.status != http.StatusForbidden || !strings.Contains(got.text, "locked") {
		t.Errorf("Cancel in a locked account: %d at %s", got.status, got.path)
	}
	if got := other.enter(bank.key(annasToken)); got.status != http.StatusForbidden || !strings.Contains(got.text, "locked") {
		t.Errorf("a right key in a locked account: %d at %s", got.status, got.path)
	}
	if got := bank.browser().signIn(anna, annasPassword); got.status != http.StatusForbidden {
		t.Errorf("a login to a locked account: %d at %s", got.status, got.path)
	}
	desk := bank.browser()
	desk.send("/desk/user", url.Values{"user": {anna}, "serial": {annasToken}, "do": {"unassign"}})
	desk.send("/desk/user", url.Values{"user": {"boris"}, "serial": {borissToken}, "do": {"unassign"}})
	desk.send("/desk/user", url.Values{"user": {anna}, "serial": {borissToken}, "do": {"assign"}})
	if got := bank.browser().signIn(anna, annasPassword); got.status != http.StatusForbidden {
		t.Errorf("a login after the token was exchanged: %d at %s", got.status, got.path)
	}
	desk.send("/desk/user", url.Values{"user": {anna}, "do": {"unlock"}})
	again := bank.browser()
	again.signIn(anna, annasPassword)
	if got := again.enter(bank.key(borissToken)); got.path != "/internet-client/documents" {
		t.Errorf("after the account was unlocked: %d at %s", got.status, got.path)
	}
}

// A key is valid for one session, and a second session needs another.
func TestKeyIsValidOnce(t *testing.T) {
	bank := open(t)
	key := bank.key(annasToken)
	first, second := bank.browser(), bank.browser()
	first.signIn(anna, annasPassword)
	second.signIn(anna, annasPassword)
	if got := first.enter(key); got.path != "/internet-client/documents" {
		t.Fatalf("the first session: %d at %s", got.status, got.path)
	}
	if got := second.enter(key); got.status != http.StatusForbidden {
		t.Errorf("the same key in a second session: %d at %s", got.status, got.path)
	}
	if got := second.enter(bank.key(annasToken)); got.path != "/internet-client/documents" {
		t.Errorf("another key: %d at %s", got.status, got.path)
	}
}

var documentLink = regexp.MustCompile(`/internet-client/documents/([A-Z0-9]{26})`)

// write writes a document, and returns its path.
func (b *browser) write() string {
	b.Helper()
	got := b.send("/internet-client/documents", url.Values{
		"payee": {"Example Ltd"}, "account": {"40702810900000000001"}, "amount": {"1500.00"}, "purpose": {"Rent"},
	})
	link := documentLink.FindString(got.path + got.text)
	if link == "" {
		b.Fatalf("no document: %d at %s: %s", got.status, got.path, got.text)
	}
	return link
}

// A document is written, signed with a code and sent. After Cancel, it can only be written.
func TestDocuments(t *testing.T) {
	bank := open(t)
	b := bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	document := b.write()
	b.send(document+"/sign", nil)
	if got := b.send(document+"/key", url.Values{"key": {bank.key(annasToken)}}); got.path != document {
		t.Errorf("signing: %d at %s: %s", got.status, got.path, got.text)
	}
	if got := b.send(document+"/send", nil); got.path != document || !strings.Contains(got.text, "sent") {
		t.Errorf("sending: %d at %s", got.status, got.path)
	}

	b = bank.browser()
	b.signIn(anna, annasPassword)
	b.send("/internet-client/key/cancel", nil)
	document = b.write()
	for _, do := range []string{"/sign", "/key", "/send"} {
		if got := b.send(document+do, url.Values{"key": {bank.key(annasToken)}}); got.status != http.StatusForbidden {
			t.Errorf("%s after Cancel: %d at %s", do, got.status, got.path)
		}
	}
}
