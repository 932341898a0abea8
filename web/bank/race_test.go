package bank_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// atOnce lets several browsers with the same cookie do something at the same time, and returns the
// pages where they get to.
func (b *browser) atOnce(do ...func(*browser) page) []page {
	b.Helper()
	cookie := b.cookie()
	pages := make([]page, len(do))
	var all sync.WaitGroup
	for i, f := range do {
		twin := b.with(cookie)
		all.Go(func() { pages[i] = f(twin) })
	}
	all.Wait()
	return pages
}

// signedIn returns a browser of a customer who has signed in with a key.
func (b *branch) signedIn() *browser {
	b.Helper()
	browser := b.browser()
	browser.signIn(anna, annasPassword)
	if got := browser.enter(b.key(annasToken)); got.path != "/internet-client/documents" {
		b.Fatalf("signing in: %d at %s", got.status, got.path)
	}
	return browser
}

// journal returns how many entries of the journal are about a request.
func (b *branch) journal(request string) int {
	b.Helper()
	return strings.Count(b.browser().get("/desk/api/v1/journal?limit=1000").text, `"request":"`+request+`"`)
}

// A document that is signed twice at once is signed once: one key is used up, and neither browser gets
// an error.
func TestSignedTwice(t *testing.T) {
	bank := open(t)
	b := bank.signedIn()
	document := b.write()
	first, second := bank.key(annasToken), bank.key(annasToken)
	sign := func(key string) func(*browser) page {
		return func(b *browser) page { return b.send(document+"/key", url.Values{"key": {key}}) }
	}
	for _, got := range b.atOnce(sign(first), sign(first), sign(first), sign(second)) {
		if got.status != http.StatusOK || got.path != document {
			t.Errorf("%d at %s", got.status, got.path)
		}
	}
	if got := bank.journal("sign"); got != 1 {
		t.Errorf("the journal has %d signatures", got)
	}
	for _, do := range []string{"/sign", "/key"} {
		if got := b.send(document+do, url.Values{"key": {wrong}}); got.status != http.StatusOK || got.path != document {
			t.Errorf("%s once more: %d at %s", do, got.status, got.path)
		}
	}
}

// A document that is sent twice at once is sent once.
func TestSentToBankTwice(t *testing.T) {
	bank := open(t)
	b := bank.signedIn()
	document := b.write()
	b.send(document+"/key", url.Values{"key": {bank.key(annasToken)}})
	send := func(b *browser) page { return b.send(document+"/send", nil) }
	for _, got := range b.atOnce(send, send, send) {
		if got.status != http.StatusOK || got.path != document {
			t.Errorf("%d at %s", got.status, got.path)
		}
	}
}

// What is refused about a document, a page says in the customer's language.
func TestRefusedDocuments(t *testing.T) {
	bank := open(t)
	b := bank.signedIn()
	b.get("/internet-client/documents?lang=ru")
	document := b.write()
	if got := b.send(document+"/send", nil); got.status != http.StatusConflict || !strings.Contains(got.text, "только подписанный документ") {
		t.Errorf("sending a draft: %d %s", got.status, got.text)
	}
	b.send(document+"/key", url.Values{"key": {bank.key(annasToken)}})
	draft := url.Values{"payee": {"Thief"}, "account": {"1"}, "amount": {"1"}, "purpose": {"1"}}
	if got := b.send(document, draft); got.status != http.StatusConflict || !strings.Contains(got.text, "изменить его уже нельзя") {
		t.Errorf("changing a signed document: %d %s", got.status, got.text)
	}
	for range 499 {
		b.send("/internet-client/documents", draft)
	}
	if got := b.send("/internet-client/documents", draft); got.status != http.StatusConflict || !strings.Contains(got.text, "500 документов") {
		t.Errorf("another document: %d %s", got.status, got.text)
	}
}

// Signing out while a document is signed: the session is over, and the journal agrees with the document.
func TestSignOutWhileSigning(t *testing.T) {
	bank := open(t)
	signed := 0
	for range 20 {
		b := bank.signedIn()
		document, key := b.write(), bank.key(annasToken)
		cookie := b.cookie()
		for _, got := range b.atOnce(
			func(b *browser) page { return b.send(document+"/key", url.Values{"key": {key}}) },
			func(b *browser) page { return b.send("/internet-client/sign-out", nil) },
		) {
			if got.status != http.StatusOK {
				t.Errorf("%d at %s", got.status, got.path)
			}
		}
		if got := bank.with(cookie).get(document); got.path != "/internet-client/login" {
			t.Errorf("the session is still valid: %s", got.path)
		}
		if got := bank.signedIn().get(document); !strings.Contains(got.text, "not signed") {
			signed++
		}
	}
	if got := bank.journal("sign"); got != signed {
		t.Errorf("%d documents are signed, and the journal has %d signatures", signed, got)
	}
}

// A reset while customers work: each request gets an answer, of the old bank or the new one, or that it is
// being reset.
func TestResetWhileSigning(t *testing.T) {
	bank := open(t)
	b := bank.signedIn()
	document := b.write()
	var all sync.WaitGroup
	for range 4 {
		twin := bank.with(b.cookie())
		all.Go(func() {
			for range 50 {
				switch got := twin.send(document+"/key", url.Values{"key": {"12"}}); got.status {
				case http.StatusUnprocessableEntity, http.StatusOK, http.StatusServiceUnavailable:
				default:
					t.Errorf("%d at %s: %s", got.status, got.path, got.text)
				}
			}
		})
	}
	bank.call("POST", "/reset", "", http.StatusOK)
	all.Wait()
	if got := b.get(document); got.path != "/internet-client/login" {
		t.Errorf("the session is still valid: %d at %s", got.status, got.path)
	}
}

// A key whose login cannot be kept, for example on a full disk, is used up, but the browser keeps its
// session: the next key will do.
func TestLoginIsNotKept(t *testing.T) {
	disk := newDisk(t)
	bank := open(t, disk.options)
	b := bank.browser()
	b.signIn(anna, annasPassword)
	restore := disk.breakCustomers(t)
	if got := b.enter(bank.key(annasToken)); got.status != http.StatusInternalServerError || strings.Contains(got.text, "space") {
		t.Errorf("%d at %s: %s", got.status, got.path, got.text)
	}
	if got := b.send("/internet-client/sign-out", nil); got.status != http.StatusInternalServerError {
		t.Errorf("signing out: %d at %s", got.status, got.path)
	}
	if got := bank.browser().signIn(anna, annasPassword); got.status != http.StatusInternalServerError {
		t.Errorf("another login: %d at %s", got.status, got.path)
	}
	restore()
	if got := b.enter(bank.key(annasToken)); got.path != "/internet-client/documents" {
		t.Errorf("the next key: %d at %s", got.status, got.path)
	}
}

// A signature that cannot be kept is in the journal, but the document is not signed: the next key signs it.
func TestSignatureIsNotKept(t *testing.T) {
	disk := newDisk(t)
	bank := open(t, disk.options)
	b := bank.signedIn()
	document := b.write()
	restore := disk.breakCustomers(t)
	key := bank.key(annasToken)
	if got := b.send(document+"/key", url.Values{"key": {key}}); got.status != http.StatusInternalServerError {
		t.Errorf("%d at %s", got.status, got.path)
	}
	restore()
	if got := b.send(document+"/key", url.Values{"key": {key}}); got.status != http.StatusForbidden {
		t.Errorf("the same key: %d at %s", got.status, got.path)
	}
	if got := b.send(document+"/key", url.Values{"key": {bank.key(annasToken)}}); got.path != document || got.status != http.StatusOK {
		t.Errorf("the next key: %d at %s", got.status, got.path)
	}
}

// breakCustomers lets the files of customers not be written until the returned function is called.
func (d *disk) breakCustomers(t *testing.T) (restore func()) {
	t.Helper()
	customers := filepath.Join(d.folder, "customers")
	if err := os.Rename(customers, customers+".away"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Rename(customers+".away", customers); err != nil {
			t.Fatal(err)
		}
	}
}

// A customer who is being added is not there yet, for anyone, but the login is taken.
func TestCustomerIsBeingAdded(t *testing.T) {
	disk := newDisk(t)
	bank := open(t, disk.options)
	disk.left, disk.full = 1, func() { // after the import of the token
		disk.full = func() {}
		bank.call("GET", "/customers/olga", "", http.StatusNotFound)
		bank.call("DELETE", "/customers/olga", "", http.StatusNotFound)
		bank.call("POST", "/customers", `{"login":"olga"}`, http.StatusConflict)
		if got := bank.browser().signIn("olga", "birch"); got.status != http.StatusForbidden {
			t.Errorf("a login: %d at %s", got.status, got.path)
		}
		if got := bank.browser().get("/"); strings.Contains(got.text, "olga") {
			t.Error("the first page shows the customer")
		}
	}
	bank.call("POST", "/customers", `{"login":"olga","password":"birch"}`, http.StatusInternalServerError)
	disk.left = enough
	disk.has(t, 4)
	bank.canSignIn(bank.call("POST", "/customers", `{"login":"olga"}`, http.StatusCreated))
}
