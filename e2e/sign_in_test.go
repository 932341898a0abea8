//go:build e2e

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// annasToken is the bearer token of the caller anna.
const annasToken = "5f1c0e6a9b7d4c3e"

// authFile writes an auth file in which anna has a bearer token.
func authFile(t *testing.T, token string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "callers.yaml")
	if err := os.WriteFile(path, []byte("callers:\n  - {name: anna, token: "+token+", role: tester}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signIn writes a bearer token into the form, which has the focus, and sends it with the keyboard.
func (p *tab) signIn(token string) {
	p.browser.t.Helper()
	p.until(`document.activeElement?.id === "token"`)
	p.call("Input.insertText", object{"text": token}, nil)
	p.key("keyDown", "Enter")
	p.key("keyUp", "Enter")
}

// says waits until the page says something that can be seen.
func (p *tab) says(text string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.body?.innerText.includes(%q)`, text))
}

// On a server with an auth file, a person signs in with a bearer token, presses the token, and
// signs out.
func TestSignIn(t *testing.T) {
	server := startServer(t, "--auth-file", authFile(t, annasToken))
	p := startBrowser(t).visit(server.url, desktop)
	p.signIn("not-the-token-of-anna")
	p.says("This server does not know this bearer token.")
	if page := fmt.Sprint(p.value(`document.documentElement.outerHTML`)); strings.Contains(page, "not-the-token") {
		t.Error("the page repeats the bearer token")
	}
	p.signIn(annasToken)
	p.until(connected)
	p.says("Signed in as anna")
	p.click(button)
	p.shows("755224")
	if cookies := p.value(`document.cookie`); cookies != "" {
		t.Errorf("scripts can read the cookies %v", cookies)
	}
	p.click(".account button")
	p.until(`document.getElementById("token") !== null`)
	if status := p.value(`fetch("/api/v1/tokens").then((response) => response.status)`); status != 401.0 {
		t.Errorf("after signing out, the API answers with %v", status)
	}
	p.expectNoFaults("status of 401")
	server.stop()
	if log := server.stderr.String(); strings.Contains(log, annasToken) || strings.Contains(log, "not-the-token") || !strings.Contains(log, "caller=anna") {
		t.Errorf("the log has a bearer token, or not the caller:\n%s", log)
	}
}

func TestSignInOnAPhoneInRussian(t *testing.T) {
	server := startServer(t, "--auth-file", authFile(t, annasToken))
	p := startBrowser(t).visit(server.url+"/?lang=ru", phone)
	p.says("Токен доступа")
	p.signIn("not-the-token-of-anna")
	p.says("Сервер не знает такого токена доступа.")
	p.fits()
	p.signIn(annasToken)
	p.until(connected)
	p.says("Вы вошли как anna")
	p.fits()
	p.touch("touchStart", button)
	p.until(`document.querySelector(".fob").hasAttribute("data-down")`)
	p.touch("touchEnd", button)
	p.until(`document.querySelector(".token").dataset.lcd === "755224"`)
	p.click(".account button")
	p.says("Токен доступа") // the language is kept
	p.expectNoFaults("status of 401")
}

// fits checks that a page is not wider than a phone.
func (p *tab) fits() {
	p.browser.t.Helper()
	if width := p.value(`document.documentElement.scrollWidth`); width != float64(phone.width) {
		p.browser.t.Errorf("the page is %v pixels wide on a phone of %d", width, phone.width)
	}
}

// Under a name without TLS, browsers do not say from which site a form comes, only its origin.
func TestSignInUnderAName(t *testing.T) {
	server := startServer(t, "--auth-file", authFile(t, annasToken), "--allow-host", "tokens.example")
	p := startBrowser(t).visit(strings.Replace(server.url, "127.0.0.1", "tokens.example", 1), desktop)
	p.signIn(annasToken)
	p.until(connected)
	p.click(button)
	p.shows("755224")
	p.click(".account button")
	p.until(`document.getElementById("token") !== null`)
	p.expectNoFaults("status of 401", "Cross-Origin-Opener-Policy") // which browsers ignore there
}

// A page whose session has ended says so, and leads to the form.
func TestSessionEndsWhileThePageIsOpen(t *testing.T) {
	const dialog = `document.getElementById("session-over")?.open === true`
	first := startServer(t, "--auth-file", authFile(t, annasToken))
	p := startBrowser(t).visit(first.url, desktop)
	p.signIn(annasToken)
	p.until(connected)
	p.call("Network.clearBrowserCookies", nil, nil)
	p.click(button)
	p.until(dialog)
	p.says("You are no longer signed in")
	p.click("#session-over button")
	p.signIn(annasToken)
	p.until(connected)

	first.stop() // and a new one has another token for anna
	startServerAt(t, first.address(), "--auth-file", authFile(t, "another-token-of-anna"))
	p.until(dialog)
	p.click("#session-over button")
	p.signIn("another-token-of-anna")
	p.until(connected)
	p.expectNoFaults("status of 401", "net::ERR_")
}
