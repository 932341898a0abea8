package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/client"
)

// lacks fails the test if a page has one of the texts.
func (b *browser) lacks(p page, texts ...string) {
	b.Helper()
	for _, text := range texts {
		if strings.Contains(p.text, text) || strings.Contains(p.raw, text) {
			b.Errorf("there is %q in: %s", text, p.text)
		}
	}
}

// What cannot be a session key is not counted; what is wrong may be corrected.
func TestRefusedKeys(t *testing.T) {
	b := open(t, nil, nil)
	b.signIn()
	for _, key := range []string{"", "12345", "1234567", "12345a", "１２３４５６"} {
		b.shows(b.post("/key", "key", key), http.StatusUnprocessableEntity, "A session key has 6 digits", "does not count as a failed attempt")
	}
	refused := b.post("/key", "key", "987654")
	b.shows(refused, http.StatusForbidden, "The session key is wrong")
	b.lacks(refused, "987654")
	b.leads(b.post("/key", "key", "100001"), "/documents")
	path := b.write()
	b.shows(b.post(path+"/key", "key", "12"), http.StatusUnprocessableEntity, "A session key has 6 digits", "Signature for payment order")
	b.shows(b.post(path+"/key", "key", "100001"), http.StatusForbidden, "The session key is wrong") // that of the login
	b.leads(b.post(path+"/key", "key", "100002"), path)
}

func TestWrongCredentials(t *testing.T) {
	b := open(t, nil, nil)
	for _, given := range [][2]string{{login, "wrong-pass"}, {"stranger", password}, {"", ""}, {login, ""}} {
		refused := b.post("/login", "login", given[0], "password", given[1])
		b.shows(refused, http.StatusForbidden, "The login or the password is wrong")
		b.lacks(refused, "wrong-pass")
		if refused.header.Get("Set-Cookie") != "" {
			t.Error("the browser gets a cookie")
		}
	}
	b.leads(b.post("/login", "login", " "+login+" ", "password", password), "/key")
}

// Whoever is not as far as a page needs is sent to where they are.
func TestWhereACustomerIs(t *testing.T) {
	requests := []string{
		"GET /key", "POST /key", "POST /key/cancel", "GET /documents", "GET /documents/new", "POST /documents", "GET /documents/id1",
		"POST /documents/id1", "GET /documents/id1/edit", "POST /documents/id1/sign", "GET /documents/id1/key", "POST /documents/id1/key",
		"POST /documents/id1/key/cancel", "POST /documents/id1/send", "GET /resync", "POST /resync", "POST /sign-out",
	}
	b := open(t, nil, nil)
	for _, request := range requests {
		b.leads(b.ask(request, nil), "/login")
	}
	b.signIn()
	for _, request := range requests[3:14] {
		b.leads(b.ask(request, nil), "/key")
	}
	b.leads(b.post("/key", "key", "100001"), "/documents")
	for _, request := range requests[:3] {
		b.leads(b.ask(request, nil), "/documents")
	}
	b.shows(b.get("/login"), http.StatusOK, "Login") // another login is always possible
}

// After Cancel, documents can be written; the pages say where that matters that no more is possible.
func TestReadOnly(t *testing.T) {
	const says = "You have signed in without a session key. Documents cannot be signed or sent to the bank."
	b := open(t, nil, nil)
	b.cancel()
	path := b.write()
	for _, each := range []string{"/documents", path, path + "/key", "/documents/new"} {
		b.shows(b.get(each), http.StatusOK, says, "Sign in with a session key")
	}
	for _, request := range []string{path + "/sign", path + "/key", path + "/send"} {
		b.shows(b.post(request, "key", "100001"), http.StatusForbidden, "This needs a login with a session key", says, "The document is as it was.")
	}
	b.lacks(b.get(path+"/key"), `name="key"`)
	b.lacks(b.get("/documents"), "all functions are available")
}

func TestCancelSigning(t *testing.T) {
	b := open(t, nil, nil)
	b.enter()
	path := b.write()
	b.leads(b.post(path+"/key/cancel"), path+"?said=not_signed")
	b.shows(b.get(path+"?said=not_signed"), http.StatusOK, "The document was not signed", "You have chosen Cancel.")
}

// Where the session key of the login is enough, there is no field for another.
func TestSigningWithoutAnotherKey(t *testing.T) {
	b := open(t, func(o *bankOptions) { o.keyIsEnough = true }, nil)
	b.enter()
	path := b.write()
	b.leads(b.post(path+"/sign"), path)
	b.shows(b.get(path), http.StatusOK, "The document is signed.")
	b.leads(b.get(path+"/key"), path)
	b.leads(b.get(path+"/edit"), path)
}

// A form with something wrong in it comes back as it was, with a word at each field.
func TestWriting(t *testing.T) {
	b := open(t, nil, nil)
	b.enter()
	with := func(name, value string) []string {
		fields := order()
		for i := range fields {
			if fields[i] == name {
				fields[i+1] = value
			}
		}
		return fields
	}
	for _, test := range []struct{ name, value, says string }{
		{"payee", "", "Enter one line with 1 to 200 characters."},
		{"payee", "   ", "Enter one line with 1 to 200 characters."},
		{"account", "two\nlines", "Enter one line with 1 to 200 characters."},
		{"purpose", strings.Repeat("я", 201), "Enter one line with 1 to 200 characters."},
		{"purpose", "\xff", "Enter one line with 1 to 200 characters."},
		{"purpose", "a\u202eb", "Enter one line with 1 to 200 characters."},
		{"amount", "much", "Enter an amount such as 1500.00."},
		{"amount", "-1", "Enter an amount such as 1500.00."},
		{"amount", "1.234", "Enter an amount such as 1500.00."},
	} {
		got := b.post("/documents", with(test.name, test.value)...)
		if b.shows(got, http.StatusUnprocessableEntity, "The document cannot be saved like this", test.says); t.Failed() {
			t.Fatalf("%+v", test)
		}
		if n := strings.Count(got.raw, `aria-invalid="true"`); n != 1 {
			t.Errorf("%+v: %d fields are marked", test, n)
		}
	}
	for _, amount := range []string{"0", "1500", "1500.00", "1 500,5", "1\u00a0500,50"} {
		if got := b.post("/documents", with("amount", amount)...); got.status != http.StatusSeeOther {
			t.Errorf("%s: %s", amount, got.text)
		}
	}
	if !strings.Contains(b.get("/documents/id1/edit").raw, `value="Vector Ltd"`) {
		t.Error("the form does not have the draft")
	}
	b.leads(b.post("/documents/id1", with("payee", "Scalar Ltd")...), "/documents/id1")
	b.shows(b.get("/documents"), http.StatusOK, "Scalar Ltd")
}

func TestResync(t *testing.T) {
	b := open(t, func(o *bankOptions) { o.canResync = true }, nil)
	b.signIn()
	b.shows(b.post("/key", "key", "999999"), http.StatusForbidden, "Synchronise the token yourself")
	b.shows(b.get("/resync"), http.StatusOK, "First session key", "Second session key")
	b.shows(b.post("/resync", "first", "100001"), http.StatusUnprocessableEntity, "A session key has 6 digits")
	b.shows(b.post("/resync", "first", "100001", "second", "999999"), http.StatusForbidden, "The session keys were not accepted")
	b.leads(b.post("/resync", "first", "100001", "second", "100002"), "/resync?said=resynced")
	b.shows(b.get("/resync?said=resynced"), http.StatusOK, "The token is synchronised", "Generate a new one for the login.")

	without := open(t, nil, nil)
	without.signIn()
	for _, request := range []string{"GET /resync", "POST /resync"} {
		without.leads(without.ask(request, nil), "/key")
	}
}

// In a rehearsal, the pages are inside another one: it says what is for practice, and in which
// language. There is one document, and no end.
func TestInARehearsal(t *testing.T) {
	b := open(t, func(o *bankOptions) {
		o.isRehearsal, o.practice = true, client.Credentials{Login: login, Password: password}
	}, func(o *client.Options) {
		o.Framed, o.HelpDesk = true, client.HelpDesk{Address: "/rehearsals/QK7M2X/customer"}
	})
	start := b.get("/login")
	b.lacks(start, "For practice only", "Русский", "autofocus")
	for _, filled := range []string{`value="` + login + `"`, `value="` + password + `"`} {
		if !strings.Contains(start.raw, filled) {
			t.Errorf("no %s in %s", filled, start.raw)
		}
	}
	if policy := start.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self'") {
		t.Errorf("the policy is %s", policy)
	}
	b.signIn()
	b.shows(b.post("/key", "key", "999999"), http.StatusForbidden, "Call the help desk")
	b.leads(b.post("/key", "key", "100001"), "/documents")
	documents := b.get("/documents")
	b.shows(documents, http.StatusOK, "Sign in again")
	b.lacks(documents, "Sign out", "Write a document")
	b.leads(b.get("/documents/new"), "/documents")
	b.leads(b.post("/documents", "payee", ""), "/documents")
	b.leads(b.post("/sign-out"), "/documents")

	if policy := open(t, nil, nil).get("/login").header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("outside of a rehearsal, the policy is %s", policy)
	}
}

// Errors are for people. What is not a customer's fault is logged, and not shown.
func TestErrors(t *testing.T) {
	b := open(t, nil, nil)
	b.enter()
	b.shows(b.get("/documents/guessed"), http.StatusNotFound, "You have no such document.")
	b.shows(b.post("/documents/guessed/send"), http.StatusNotFound, "You have no such document.")
	for _, test := range []struct {
		err       error
		status    int
		says, not string
	}{
		{web.NewProblem(http.StatusConflict, "the document is sent already", ""), http.StatusConflict, "the document is sent already", "later"},
		{fmt.Errorf("signing: %w", web.NewProblem(http.StatusServiceUnavailable, "the store is away", "")), http.StatusServiceUnavailable, "the store is away", "later"},
		{errors.New("disk 3 is full"), http.StatusInternalServerError, "cannot do this at the moment. Try again later.", "disk 3"},
	} {
		b.err = test.err
		got := b.get("/documents")
		b.shows(got, test.status, "This did not work", test.says)
		b.lacks(got, test.not)
	}
	b.err = errors.New("disk 3 is full")
	b.shows(b.post("/login", "login", login, "password", password), http.StatusInternalServerError, "This did not work")
	b.lost = errors.New("disk 3 is full") // who cannot be found is not signed out
	for _, path := range []string{"/", "/documents"} {
		got := b.get(path)
		b.shows(got, http.StatusInternalServerError, "This did not work")
		b.lacks(got, "disk 3")
	}
}

// A page can be read in the other language, even one that answers a form.
func TestLanguages(t *testing.T) {
	link := regexp.MustCompile(`href="([^"]*)" lang="ru"`)
	b := open(t, nil, nil)
	b.signIn()
	for _, test := range []struct {
		p    page
		says string
	}{
		{b.get("/key"), "Дополнительная авторизация"},
		{b.post("/key", "key", "999999"), "Неверный сеансовый ключ"},
		{b.post("/key", "key", "1"), "В сеансовом ключе 6 цифр"},
		{b.post("/login", "login", "stranger"), "Неверный логин или пароль"},
		{b.get("/locked"), "Учётная запись заблокирована"},
	} {
		found := link.FindStringSubmatch(test.p.raw)
		if found == nil {
			t.Fatalf("no link to Russian in %s", test.p.raw)
		}
		got := b.get(strings.TrimPrefix(strings.ReplaceAll(found[1], "&amp;", "&"), base))
		if !strings.Contains(got.text, test.says) || !strings.Contains(got.raw, `<html lang="ru">`) {
			t.Errorf("no %q in %s", test.says, got.text)
		}
		b.get("/login?lang=en")
	}
}

// Every field has a label, every page one heading of the first level and a language. Nothing needs
// what the policy of the server forbids.
func TestMarkup(t *testing.T) {
	b := open(t, func(o *bankOptions) { o.canResync = true }, nil)
	pages := []page{b.get("/login"), b.get("/locked"), b.post("/login")}
	b.signIn()
	pages = append(pages, b.get("/key"), b.post("/key"), b.get("/resync"))
	b.leads(b.post("/key", "key", "100001"), "/documents")
	pages = append(pages, b.get("/documents"), b.get("/documents/new"), b.post("/documents"), b.get("/documents/none"))
	path := b.write()
	pages = append(pages, b.get("/documents"), b.get(path), b.get(path+"/key"), b.get(path+"/edit"))
	id := regexp.MustCompile(`<input[^>]* id="([^"]+)"`)
	forbidden := regexp.MustCompile(`<script|<style|<base| style=| on[a-z]+=`)
	for _, p := range pages {
		if strings.Count(p.raw, "<h1>") != 1 || !strings.Contains(p.raw, `<html lang="en">`) || !strings.Contains(p.raw, "<title>") {
			t.Errorf("no title, heading or language: %s", p.raw)
		}
		for _, input := range id.FindAllStringSubmatch(p.raw, -1) {
			if !strings.Contains(p.raw, `<label for="`+input[1]+`">`) {
				t.Errorf("%s has no label: %s", input[1], p.raw)
			}
		}
		if found := forbidden.FindString(p.raw); found != "" {
			t.Errorf("there is %s in %s", found, p.raw)
		}
	}
}

func TestFiles(t *testing.T) {
	b := open(t, nil, nil)
	for path, kind := range map[string]string{"/client.css": "text/css; charset=utf-8", "/client.svg": "image/svg+xml", "/front.svg": "image/svg+xml"} {
		if got := b.get(path); got.status != http.StatusOK || got.header.Get("Content-Type") != kind {
			t.Errorf("%s: got %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
	b.shows(b.get("/nothing"), http.StatusNotFound)
	b.shows(b.post("/login", "login", strings.Repeat("a", 20<<10)), http.StatusRequestEntityTooLarge)
}
