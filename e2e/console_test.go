//go:build e2e

package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/firmware/oath"
)

// hotp returns the code of a moving factor, of the secret in RFC 4226 appendix D.
func hotp(t *testing.T, factor uint64) string {
	t.Helper()
	code, err := oath.HOTP(oath.SHA1, []byte("12345678901234567890"), factor, 6)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// deskFile writes an auth file with a caller of each role, and returns its path. The caller's name is
// the role.
func deskFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "callers.yaml")
	text := "callers:\n"
	for _, role := range []string{"admin", "helpdesk", "application"} {
		text += fmt.Sprintf("  - {name: %s, token: %s, role: %[1]s}\n", role, bearerOf(role))
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func bearerOf(role string) string { return role + "-0123456789abcdef" }

// check checks a code, as the application does.
func (s *server) check(user, code string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/api/v1/check", strings.NewReader(fmt.Sprintf(`{"user":%q,"code":%q}`, user, code)))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+bearerOf("application"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing is read from it
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("a check: %s", response.Status)
	}
}

// chooseIn chooses a file in a form.
func (p *tab) chooseIn(selector, path string) {
	p.browser.t.Helper()
	var document struct{ Root struct{ NodeID int } }
	var field struct{ NodeID int }
	p.call("DOM.getDocument", nil, &document)
	p.call("DOM.querySelector", object{"nodeId": document.Root.NodeID, "selector": selector}, &field)
	p.call("DOM.setFileInputFiles", object{"files": []string{path}, "nodeId": field.NodeID}, nil)
	p.settled()
}

// settled waits until the page is painted: what it shows does not move any more, and what takes the
// focus by itself has it.
func (p *tab) settled() {
	p.browser.t.Helper()
	p.until(`new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted(document.readyState === "complete"))))`)
}

// another waits until another page has come than the one that was marked.
func (p *tab) another() {
	p.browser.t.Helper()
	p.until(`document.body !== null && document.body.dataset.old === undefined`)
	p.settled()
}

// submit clicks on a button that sends a form, and waits for the page that comes next.
func (p *tab) submit(selector string) {
	p.browser.t.Helper()
	p.value(`document.body.dataset.old = "yes"`)
	p.click(selector)
	p.another()
}

// goTo opens another page of the same server.
func (p *tab) goTo(address string) {
	p.browser.t.Helper()
	p.value(`document.body.dataset.old = "yes"`)
	p.call("Page.navigate", object{"url": address}, nil)
	p.another()
}

// announced checks that the result of a request has the focus, so that a screen reader reads it.
func (p *tab) announced(text string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.activeElement?.classList.contains("said") && document.activeElement.innerText.includes(%q)`, text))
}

// deskStory is the texts of a story on the pages of the console, in a language.
type deskStory struct {
	imported, assigned, locked, tested, inStep, remains, toCaller, unlocked, logIn string
}

// An administrator imports a batch and assigns a token. Its user presses the button too often, and is
// locked out. The help desk tests a code, resynchronises by the counter and unlocks. The administrator
// finds all of it in the journal.
func tellDeskStory(t *testing.T, language string, v view, story deskStory) {
	server := startValidator(t, "--auth-file", deskFile(t))
	batch := filepath.Join(t.TempDir(), "batch.csv")
	write(t, batch, "000512345690, 3132333435363738393031323334353637383930, hotp, 6, 0\n")
	b := startBrowser(t)
	admin := b.visit(server.url+"/import?lang="+language, v)
	admin.signIn(bearerOf("admin"))
	admin.until(`document.querySelector("#file") !== null`)
	admin.settled()
	admin.chooseIn("#file", batch)
	admin.submit(`form.card button.main`)
	admin.announced(story.imported)
	admin.submit(`.imported a`)
	admin.fill("#user", "anna")
	admin.fill("#owner", "Петрова Анна")
	admin.fill("#organisation", "ООО «Ромашка»")
	admin.submit(`button[value="assign"]`)
	admin.announced(story.assigned)
	if v.touch {
		admin.fits()
	}

	for range 3 { // anna has pressed the button too often
		server.check("anna", hotp(t, 27))
	}
	admin.submit(`.account button`)
	desk := admin
	desk.signIn(bearerOf("helpdesk"))
	desk.until(`document.querySelector("#search") !== null`)
	desk.settled()
	desk.fill("#search", "петрова")
	desk.submit(".search button")
	desk.says(story.locked)
	desk.submit(".records a")
	desk.fill("#code", hotp(t, 28))
	desk.submit(`button[value="test"]`)
	desk.announced(story.tested)
	desk.submit(`.action .button`)
	desk.fill("#counter", "f29")
	desk.fill("#organisation", "ромашка")
	desk.fill("#name", "петрова")
	desk.submit(`button[value="compare"]`)
	desk.says("ООО «Ромашка»")
	if v.touch {
		desk.fits()
	}
	desk.submit(`button[value="resync"]`)
	desk.announced(story.inStep)
	desk.says(story.remains)
	desk.says(story.toCaller)
	desk.submit(`button[value="unlock"]`)
	desk.announced(story.unlocked)
	server.check("anna", hotp(t, 29))

	desk.submit(`.account button`)
	desk.signIn(bearerOf("admin"))
	desk.until(`document.querySelector("#search") !== null`)
	desk.settled()
	desk.goTo(server.url + "/journal?user=anna")
	desk.says(story.logIn)
	requests := desk.value(`[...document.querySelectorAll(".entries strong")].map((e) => e.textContent)`)
	if got := len(requests.([]any)); got != 8 { // assign, three checks, test, resync, unlock, check
		t.Errorf("the journal has %v", requests)
	}
	desk.expectNoFaults("status of 401", "status of 422")
	server.stop()
	if log := server.stderr.String(); strings.Contains(log, hotp(t, 28)) || strings.Contains(log, "Ромашка") || !strings.Contains(log, "caller=helpdesk") {
		t.Errorf("the log has a code or a name, or not the caller:\n%s", log)
	}
}

func TestConsoleInEnglish(t *testing.T) {
	t.Parallel()
	tellDeskStory(t, "en", desktop, deskStory{
		imported: "1 token is imported.", assigned: "Token 000512345690 is assigned to anna.", locked: "27 codes ahead when last seen",
		tested: "ahead by 28", inStep: "The token is in step.", remains: "The lock remains.", toCaller: "Your account is still locked",
		unlocked: "Unlocked.", logIn: "log in",
	})
}

func TestConsoleOnAPhoneInRussian(t *testing.T) {
	t.Parallel()
	tellDeskStory(t, "ru", phone, deskStory{
		imported: "Импортирован 1 токен.", assigned: "Токен 000512345690 закреплён за пользователем anna.", locked: "впереди на 27 ключей",
		tested: "впереди на 28", inStep: "Токен синхронизирован.", remains: "Блокировка осталась.", toCaller: "Учётная запись пока заблокирована",
		unlocked: "Разблокировано.", logIn: "вход",
	})
}

// axe-core finds no fault in the pages of the console, with and without results and mistakes.
func TestAccessibilityOfTheConsole(t *testing.T) {
	t.Parallel()
	axe, b := readAxe(t), startBrowser(t)
	for _, audited := range allAudits() {
		s := startValidator(t, "--policy", "bs-client")
		batch := filepath.Join(t.TempDir(), "batch.csv")
		write(t, batch, "1, 3132333435363738393031323334353637383930, hotp, 6, 0\n2, 3132333435363738393031323334353637383930, totp, 6, 30\n")
		p := b.visit(s.url+"/?lang="+audited.language, audited.views[0])
		p.until(`document.querySelector("#search") !== null`)
		audit := func(situation string) {
			t.Helper()
			p.settled()
			p.value(axe)
			p.auditAll(situation, audited)
		}
		audit("an empty list")
		p.goTo(s.url + "/import")
		audit("import")
		p.chooseIn("#file", batch)
		p.submit("form.card button.main")
		audit("imported")
		p.goTo(s.url + "/import")
		p.chooseIn("#file", batch)
		p.submit("form.card button.main")
		audit("not imported")
		s.post("/assign", `{"serial":"1","user":"anna","owner":"Anna Petrova","organisation":"Example Ltd"}`)
		for range 3 {
			s.post("/check", `{"user":"anna","code":"`+hotp(t, 27)+`"}`)
		}
		for _, path := range []string{"/", "/token?serial=1", "/token?serial=2", "/user?user=anna", "/journal", "/journal/verify", "/policy", "/resync", "/token?serial=9"} {
			p.goTo(s.url + path)
			audit(path)
		}
		p.goTo(s.url + "/token?serial=1")
		p.submit(`button[value="unlock"]`)
		audit("unlocked")
		p.goTo(s.url + "/resync?serial=1")
		p.fill("#organisation", "Other")
		p.submit(`button[value="compare"]`)
		audit("compared")
		p.submit(`.carry-out button[value="resync"]`)
		audit("not confirmed")
		p.fill("#code1", hotp(t, 40))
		p.fill("#code2", hotp(t, 41))
		p.click("[name=checked]")
		p.submit(`.carry-out button[value="resync"]`)
		audit("resynchronised")
		p.expectNoFaults("status of 422", "status of 404")
	}
}
