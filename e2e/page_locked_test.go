//go:build e2e

package e2e_test

import "testing"

// enter types a password or a key into the dialog for it, and presses Enter.
func (p *tab) enter(secret string) {
	p.browser.t.Helper()
	p.until(`document.getElementById("locked").open && document.activeElement.id === "secret" && document.activeElement.value === ""`)
	p.call("Input.insertText", object{"text": secret}, nil)
	p.call("Input.dispatchKeyEvent", object{"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}, nil)
	p.call("Input.dispatchKeyEvent", object{"type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}, nil)
}

// The page asks for the password or the key of an encrypted file, until it fits or the user gives up.
func TestPageAsksForAPassword(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url+"/?lang=ru", phone)
	p.dropFile(corpusFile(t, "pskc/password.xml"))
	p.until(`document.querySelector("#locked label").textContent === "Пароль" && document.querySelector("#locked .which").textContent === "password.xml"`)
	p.enter("not the password")
	p.until(`document.getElementById("locked-hint").textContent.startsWith("Расшифровать файл не удалось")`)
	p.enter("Kit-Paßwort")
	p.until(`document.querySelectorAll(".token").length === 2 && !document.getElementById("locked").open`)
	if left := p.value(`document.getElementById("secret").value`); left != "" {
		t.Errorf("the page keeps the password: %q", left)
	}

	p.dropFile(corpusFile(t, "pskc/lower-case.xml"))
	p.until(`document.getElementById("locked").open && document.querySelector("#locked label").textContent.startsWith("Ключ")`)
	p.click("#locked [value='']")
	p.until(`!document.getElementById("locked").open && document.querySelectorAll(".token").length === 2`)
	p.expectNoFaults("422")
}

// The page shows a button that another client holds down.
func TestPageShowsAButtonHeldElsewhere(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	p.call("Fetch.enable", object{"patterns": []object{{"urlPattern": server.url + "/*/button", "requestStage": "Response"}}}, nil)
	p.click(button)
	p.shows("755224")
	server.post("/tokens/000000000000/button", `{"action":"down"}`) // and nothing else changes
	p.until(`document.querySelector(".fob").hasAttribute("data-down")`)

	var late struct{ RequestID string } // the answer to the page's own press, from before that
	p.event("Fetch.requestPaused", &late)
	p.call("Fetch.continueRequest", object{"requestId": late.RequestID}, nil)
	p.until(`performance.getEntriesByType("resource").some((each) => each.name.endsWith("/button"))`)
	if down := p.value(`new Promise(requestAnimationFrame).then(() => document.querySelector(".fob").hasAttribute("data-down"))`); down != true {
		t.Error("an old answer hides that the button is down")
	}
	server.post("/tokens/000000000000/button", `{"action":"up"}`)
	p.until(`!document.querySelector(".fob").hasAttribute("data-down")`)
	p.shows("755224")
	p.expectNoFaults()
}
