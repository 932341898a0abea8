//go:build e2e

package e2e_test

import (
	"fmt"
	"strings"
	"testing"
)

// The button stays down for as long as the user holds it: with the mouse, a finger, or a key. A release
// before four seconds shows a code.
func TestHoldsInARehearsal(t *testing.T) {
	bank := startBank(t)
	b := startBrowser(t)
	for _, test := range []struct {
		how      string
		v        view
		down, up func(*tab)
	}{
		{"space bar", desktop, func(p *tab) { p.value(`document.querySelector(".press").focus()`); p.key("keyDown", " ") }, func(p *tab) { p.key("keyUp", " ") }},
		{"finger", phone, func(p *tab) { p.touch("touchStart", ".press") }, func(p *tab) { p.touch("touchEnd", ".press") }},
	} {
		t.Run(test.how, func(t *testing.T) {
			_, code := b.openRehearsal(bank, "en", "pocket-presses", "[name=play][value=both]")
			p := b.join(bank, "en", code, "both", test.v)
			test.down(p)
			p.until(`document.querySelector(".fob").hasAttribute("data-down")`)
			p.until(lcd + ` === "888888"`)
			test.up(p)
			p.until(`!document.querySelector(".fob").hasAttribute("data-down")`)
			p.expectNoFaults()
		})
	}
}

// One person plays both sides on one screen; the help desk replaces a token that is worn out.
func TestOnePersonPlaysBothSides(t *testing.T) {
	t.Parallel()
	bank := startBank(t)
	b := startBrowser(t)
	p, code := b.openRehearsal(bank, "en", "worn-out", "[name=play][value=both]")
	p.submit(`.sides a[href$="/both"]`)
	p.until(connected)
	watcher := startBrowser(t).join(bank, "en", code, "watch", desktop)
	watcher.until(`[...document.querySelectorAll(".watched [data-present]")].map((each) => each.innerText).join() === "here,here"`)
	worn := fmt.Sprint(p.value(`document.getElementById("token").dataset.serial`))
	p.frameFill("bank", "button[type=submit]")
	p.click(".press")
	p.hears("stays dark")
	p.talks("customer", "The display stays dark. Token "+worn+", Romashka, Ivanova.")
	p.value(fmt.Sprintf(`document.getElementById("desk").src += "token?serial=%s"`, worn))
	p.frameFill("desk", "button[value=replace]")
	p.hears("is assigned instead")
	p.click(`[data-act=hang_up]`)
	p.click("#others button")
	p.until(fmt.Sprintf(`document.getElementById("token").dataset.serial !== %q`, worn))
	p.until(within("bank", `document.querySelector("input[name=key]") !== null`))
	p.click(".press")
	p.until(`/^\d{6}$/.test(` + lcd + `)`)
	p.frameFill("bank", "button.main", "input[name=key]", fmt.Sprint(p.value(lcd)))
	p.until(`!document.getElementById("ended").hidden`)
	p.says("The goal is reached.")
	p.expectNoFaults("status of 403")
	if !strings.Contains(fmt.Sprint(p.value(`document.title`)), "Both sides") {
		t.Error("the page does not say which side it is")
	}
}

// A second browser is asked before it joins a side that is taken. The first one is not, when its page is
// loaded again.
func TestTakenSideInARehearsal(t *testing.T) {
	bank := startBank(t)
	b := startBrowser(t)
	first, code := b.openRehearsal(bank, "ru", "pocket-presses")
	first.submit(`.sides a[href$="/customer"]`)
	first.until(connected)
	second := startBrowser(t).visit(bank.url+"/rehearsals/?lang=ru", desktop)
	second.until(`document.getElementById("code") !== null`)
	second.fill("#code", code)
	second.submit(".join button")
	second.until(`!document.querySelector("[data-present=customer]").hidden`)
	second.submit(`.sides a[href$="/customer"]`)
	second.says("Эта сторона занята")
	second.fitsAll("a side that is taken")
	second.submit("form button")
	second.until(connected)
	first.goTo(fmt.Sprint(first.value("location.href")))
	first.until(connected)
	first.expectNoFaults()
	second.expectNoFaults("status of 409")
}

// A watcher's page that is not seen leaves its connection to other pages, of which a browser opens only six
// at a time to a server. When it is seen again, it knows what has happened.
func TestUnseenWatcherInARehearsal(t *testing.T) {
	bank := startBank(t)
	b := startBrowser(t)
	customer, code := b.openRehearsal(bank, "en", "pocket-presses")
	customer.submit(`.sides a[href$="/customer"]`)
	customer.until(connected)
	var watchers []*tab
	for range 6 { // each hides the one before
		watchers = append(watchers, b.open(bank.url+"/rehearsals/"+strings.ReplaceAll(code, " ", "")+"/watch", desktop))
	}
	customer.talks("customer", "Hello, this is Ivanova.")
	watchers[0].call("Page.bringToFront", nil, nil)
	watchers[0].hears("Hello, this is Ivanova.")
	watchers[0].expectNoFaults()
}

// Pages of a rehearsal that is gone say so, and do not go on asking for it.
func TestRehearsalThatIsGone(t *testing.T) {
	bank := startBank(t)
	address := bank.address()
	b := startBrowser(t)
	lobby, code := startBrowser(t).openRehearsal(bank, "en", "pocket-presses")
	customer := b.join(bank, "en", code, "customer", desktop)
	bank.stop()
	customer.until(`document.body.dataset.connected === "false"`)
	startServing(t, "bank", "--listen", address, "--clock", "virtual")
	for _, p := range []*tab{customer, lobby} {
		p.until(`document.body?.innerText.includes("There is no rehearsal with this invitation code")`)
	}
}

// What the bank answers stays on the customer's page: the frame knows of what its own forms have changed.
func TestAnswerStays(t *testing.T) {
	t.Parallel()
	bank := startBank(t)
	b := startBrowser(t)
	_, code := b.openRehearsal(bank, "en", "pocket-presses")
	p := b.join(bank, "en", code, "customer", desktop)
	p.frameFill("bank", "button[type=submit]")
	p.until(within("bank", `document.querySelector("input[name=key]") !== null`))
	p.frameFill("bank", "button.main", "input[name=key]", "123456")
	p.frameShows("bank", "The session key is wrong")
	p.value(`(document.getElementById("customer-says").focus(), true)`) // a frame that is in use is left alone anyway
	const pastTheRefresh = 2000                                         // milliseconds; frames.js refreshes 1500 after a change
	p.value(fmt.Sprintf(`new Promise((done) => setTimeout(done, %d))`, pastTheRefresh))
	p.frameShows("bank", "The session key is wrong")
}

// On a real telephone, what the help desk enters in the console is what the caller has said.
func TestRealTelephone(t *testing.T) {
	t.Parallel()
	bank := startBank(t)
	b := startBrowser(t)
	_, code := b.openRehearsal(bank, "en", "pocket-presses", "[name=telephone][value=real]")
	desk := b.join(bank, "en", code, "support", desktop)
	customer := b.join(bank, "en", code, "customer", desktop)
	customer.says("Call the help desk on a real telephone")
	desk.value(`document.getElementById("desk").src += "resync"`)
	desk.frameFill("desk", "form.steps button", "[name=serial]", "000500040815", "[name=counter]", "F00056", "[name=organisation]", "Romashka", "[name=name]", "Ivanova")
	desk.until(`document.querySelector("[data-told=counter]").innerText === "F00056"`)
	customer.hears("F00056")
	desk.frameFill("desk", "form.carry-out button[value=resync]")
	desk.frameShows("desk", "The token is in step.")
	desk.expectNoFaults()
}

// A server that is restarted in the middle goes on with the rehearsal, and with the session at the bank.
func TestRestartInTheMiddle(t *testing.T) {
	t.Parallel()
	folder := t.TempDir() + "/bank"
	bank := startBank(t, "--state", folder)
	address := bank.address()
	b := startBrowser(t)
	_, code := b.openRehearsal(bank, "en", "pocket-presses")
	p := b.join(bank, "en", code, "customer", desktop)
	p.click(".press")
	p.until(`/^\d{6}$/.test(` + lcd + `)`)
	shown := fmt.Sprint(p.value(lcd))
	p.talks("customer", "Hello, this is Ivanova.")
	session := b.visit(bank.url+"/internet-client/login", desktop)
	session.until(`document.getElementById("login") !== null`)
	session.fillIn("login", annasLogin, "password", annasPassword)
	session.submit("main button[type=submit]")

	bank.stop()
	p.until(`document.body.dataset.connected === "false"`)
	bank = &practiceBank{startServing(t, "bank", "--listen", address, "--clock", "virtual", "--random-seed", "test", "--state", folder)}
	bank.api("/api/v1/clock", `{"rate":1}`)
	p.until(connected)
	p.talks("customer", "Are you still there?")
	p.hears("Hello, this is Ivanova.")
	if got := p.value(lcd); got != shown && got != "" {
		t.Errorf("after the restart the LCD shows %v, before it %s", got, shown)
	}
	session.fill("[name=key]", bank.code(annasSerial))
	session.submit("main button.main")
	session.says("Documents")
}

// Every page of a rehearsal is usable with a screen reader, and fits its window.
func TestAccessibilityOfRehearsals(t *testing.T) {
	t.Parallel()
	axe, b := readAxe(t), startBrowser(t)
	for i, audited := range allAudits() {
		telephones := []string{"line", "real"}
		if len(audited.views) == 1 { // of make e2e, in which each language has one of them
			telephones = telephones[i : i+1]
		}
		bank := startBank(t)
		p := b.visit(bank.url+"/rehearsals/?lang="+audited.language, audited.views[0])
		p.until(`document.querySelector(".exercises") !== null`)
		audit := func(where string) {
			t.Helper()
			p.value(axe)
			p.auditAll(where, audited)
			p.fitsAll(where + ", " + audited.language)
		}
		audit("the exercises")
		p.goTo(bank.url + "/rehearsals/new?exercise=pocket-presses")
		audit("who plays")
		for _, telephone := range telephones {
			p.goTo(bank.url + "/rehearsals/new?exercise=pocket-presses")
			p.click("[name=telephone][value=" + telephone + "]")
			p.submit(".open button")
			audit("the first page of a rehearsal")
			group := fmt.Sprint(p.value(`location.href.replace(/[?].*/, "")`))
			for _, side := range []string{"customer", "support", "watch", "both"} { // both last: the sides are free again
				p.goTo(group + "/" + side)
				p.until(connected)
				if side == "customer" {
					p.click(".press")
					p.click("[data-act=hint]")
					p.until(`document.querySelector("#log .hint") !== null`)
				}
				audit(side + ", " + telephone)
			}
		}
		p.click("[data-open=giving-up], .trainer button")
		p.expectNoFaults()
	}
}
