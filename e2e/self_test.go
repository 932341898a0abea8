//go:build e2e

package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// selfServed is a validator with the demo token, on a server with an auth file: users need none of
// its bearer tokens.
type selfServed struct {
	*server
	folder string // with the store, and the token's saved counter
}

// demoSerial is on the back of the demo token.
const demoSerial = "000000000000"

func serveSelf(t *testing.T, policy string) *selfServed {
	t.Helper()
	s := &selfServed{folder: t.TempDir()}
	s.server = &server{t: t}
	s.run("tms", "import", "--profile", "demo", "--policy", policy, "--store", s.store())
	auth := filepath.Join(s.folder, "callers.yaml")
	if err := os.WriteFile(auth, []byte("callers:\n  - {name: support, token: "+annasToken+", role: admin}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.server = startServing(t, "tms", "serve", "--listen", "127.0.0.1:0", "--store", s.store(), "--auth-file", auth)
	return s
}

func (s *selfServed) store() string { return filepath.Join(s.folder, "tms.db") }

// run runs a command, and returns what it prints.
func (s *selfServed) run(args ...string) string {
	s.t.Helper()
	command := exec.Command(filepath.Join(bin, "etokenpass"), args...)
	output, err := command.Output()
	if err != nil {
		s.t.Fatalf("etokenpass %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(output))
}

// press presses the token's button, and returns the code.
func (s *selfServed) press() string {
	s.t.Helper()
	return s.run("press", "--profile", "demo", "--state", filepath.Join(s.folder, "state"))
}

// fillIn writes into the fields of a page, by their ids, in the order given.
func (p *tab) fillIn(fields ...string) {
	p.browser.t.Helper()
	for i := 0; i+1 < len(fields); i += 2 {
		p.fill("#"+fields[i], fields[i+1])
	}
}

// arrives waits until a page has an element, and is drawn in its style: what is clicked on has its place.
func (p *tab) arrives(selector string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && document.querySelector(%q) !== null`, selector))
}

// pressEnter sends the form whose field has the focus, with the keyboard.
func (p *tab) pressEnter() {
	p.browser.t.Helper()
	p.key("keyDown", "Enter")
	p.key("keyUp", "Enter")
}

// answered waits for the answer of a page, which has the focus, so that a screen reader reads it.
func (p *tab) answered(title string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && document.activeElement?.id === "answer" && document.activeElement.innerText.includes(%q)`, title))
}

// selfWords are what a user reads on the way.
type selfWords struct {
	assign, assigned, resync, between, refused, resynchronised, choosePIN, pinSet, logins, accepted, rejected string
}

// In both languages, at the width of a phone and of a desktop, a user assigns a token to herself,
// loses step, resynchronises, chooses a PIN, and finds all of it in the last logins. No page is wider
// than the window, and axe-core finds no fault in any.
func TestSelfService(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	for _, test := range []struct {
		language string
		view     view
		words    selfWords
	}{
		{"ru", phone, selfWords{
			"Закрепить токен за собой", "Токен закреплён за вами", "Синхронизировать токен", "Подождите, пока дисплей погаснет, затем нажмите ещё раз.",
			"Сеансовые ключи не приняты", "Токен синхронизирован", "Задать ПИН-код", "ПИН-код задан", "Последние входы", "принято", "отклонено",
		}},
		{"en", desktop, selfWords{
			"Assign a token to yourself", "The token is yours", "Resynchronise a token", "Wait until the screen is dark, then press again.",
			"The codes were not accepted", "The token is in step again", "Choose a PIN", "The PIN is set", "Last logins", "accepted", "refused",
		}},
	} {
		t.Run(test.language, func(t *testing.T) {
			server, words := serveSelf(t, "tms"), test.words
			p := startBrowser(t).visit(server.url+"/self?lang="+test.language, test.view)
			fits := func() {
				t.Helper()
				p.arrives("h1")
				path := p.value(`location.pathname`).(string)
				if width := p.value(`document.documentElement.scrollWidth`); width != float64(test.view.width) {
					t.Errorf("%s is %v pixels wide, in a window of %d", path, width, test.view.width)
				}
				if missing := p.value(`[...document.images].filter((picture) => picture.naturalWidth === 0).map((picture) => picture.src).join()`); missing != "" {
					t.Errorf("%s misses the pictures %s", path, missing)
				}
				p.value(axe)
				p.auditAll(path, audits{test.language, []view{test.view.inTheDark(), test.view}})
			}
			p.says(words.assign)
			fits()
			p.click(`a[href="/self/assign"]`)
			p.arrives("#serial")
			p.says(words.between)
			fits()
			p.fillIn("user", "anna", "serial", demoSerial, "code1", server.press(), "code2", server.press())
			p.pressEnter()
			p.answered(words.assigned)
			fits()

			for range 20 { // in a pocket
				server.press()
			}
			p.click(".back a")
			p.arrives(".choices")
			p.click(`a[href="/self/resync"]`)
			p.arrives("#serial")
			first := server.press()
			server.press()
			p.fillIn("user", "anna", "serial", demoSerial, "code1", first, "code2", server.press())
			p.pressEnter()
			p.answered(words.refused)
			fits()
			if kept := p.value(`["user", "serial", "code1", "code2"].map((id) => document.getElementById(id).value).join()`); kept != "anna,"+demoSerial+",," {
				t.Errorf("after a refusal, the fields have %q", kept)
			}
			p.fillIn("code1", server.press(), "code2", server.press())
			p.pressEnter()
			p.answered(words.resynchronised)

			p.click(".next a")
			p.arrives("#pin")
			fits()
			p.fillIn("user", "anna", "code", server.press())
			p.pressEnter()
			p.says(words.choosePIN)
			p.fillIn("pin", "tulip 7", "pin_again", "tulip 7")
			p.pressEnter()
			p.answered(words.pinSet)
			fits()
			p.says(words.logins)
			results := fmt.Sprint(p.value(`[...document.querySelectorAll(".logins td:last-child")].map((cell) => cell.innerText).join()`))
			if want := strings.Join([]string{words.accepted, words.accepted, words.rejected, words.accepted}, ","); results != want {
				t.Errorf("the last logins are %s, want %s", results, want)
			}
			if cookies := fmt.Sprint(p.value(`document.cookie`)); cookies != "" {
				t.Errorf("scripts can read the cookies %s", cookies)
			}
			p.click(".leave button")
			p.says(words.assign)
			if path := p.value(`fetch("/self/account").then((response) => new URL(response.url).pathname)`); path != "/self/sign-in" {
				t.Errorf("after signing out, the account leads to %v", path)
			}
			if status := p.value(`fetch("/api/v1/users").then((response) => response.status)`); status != 401.0 {
				t.Errorf("without a bearer token, the API answers with %v", status)
			}
			p.expectNoFaults("status of 403", "status of 401")
			server.stop()
			if log := server.stderr.String(); strings.Contains(log, "tulip") || strings.Contains(log, first) || strings.Contains(log, demoSerial) {
				t.Errorf("the log has a PIN, a code or a serial:\n%s", log)
			}
		})
	}
}
