//go:build e2e

package e2e_test

import (
	"fmt"
	"testing"
)

// focused is the element that has the focus, in the page or in one of its frames.
const focused = `((element) => element?.contentDocument?.activeElement ?? element)(document.activeElement)`

// tabTo presses the tabulator until an element has the focus.
func (p *tab) tabTo(selector string) {
	p.browser.t.Helper()
	const enough = 300 // elements of a page and its frames
	for range enough {
		p.key("keyDown", "Tab")
		p.key("keyUp", "Tab")
		if p.value(fmt.Sprintf(`%s?.matches(%q) === true`, focused, selector)) == true {
			return
		}
	}
	p.browser.t.Fatalf("the tabulator does not reach %s", selector)
}

// strike presses a key once.
func (p *tab) strike(key string) {
	p.browser.t.Helper()
	p.key("keyDown", key)
	p.key("keyUp", key)
}

// typeInto fills in a field with the keyboard.
func (p *tab) typeInto(selector, text string) {
	p.browser.t.Helper()
	p.tabTo(selector)
	p.call("Input.insertText", object{"text": text}, nil)
}

// An exercise can be played from the list of exercises to its report without a mouse: both sides, with
// the four seconds on the button.
func TestRehearsesWithTheKeyboard(t *testing.T) {
	bank := startBank(t)
	p := startBrowser(t).visit(bank.url+"/rehearsals/?lang=ru", desktop)
	p.until(`document.querySelector(".exercises") !== null`)
	p.tabTo(`.exercises a[href$="exercise=pocket-presses"]`)
	p.strike("Enter")
	p.until(`document.querySelector("[name=play]") !== null`)
	p.tabTo("[name=play]:checked")
	p.strike("ArrowDown")
	p.until(`document.querySelector("[name=play][value=both]").checked`)
	p.tabTo(".open button")
	p.strike("Enter")
	p.until(`document.querySelector(".sides") !== null`)
	p.tabTo(`.sides a[href$="/both"]`)
	p.strike("Enter")
	p.until(connected)

	// The customer signs in, and the key is refused.
	p.until(within("bank", `document.querySelector("#login") !== null`))
	p.tabTo("#password")
	p.strike("Enter")
	p.until(within("bank", `document.querySelector("input[name=key]") !== null`))
	p.tabTo(".press")
	p.strike(" ")
	p.until(lcd + `.length === 6`)
	p.typeInto("input[name=key]", fmt.Sprint(p.value(lcd)))
	p.strike("Enter")
	p.frameShows("bank", "Неверный сеансовый ключ")

	// The call, and the procedure of the guide.
	p.tabTo("[data-do=over]")
	p.strike(" ")
	p.until(`!document.querySelector(".back").hidden`)
	bank.wait("27s")
	p.until(lcd + ` === ""`)
	p.tabTo("[data-do=over]")
	p.strike(" ")
	p.until(`document.querySelector(".back").hidden`)
	p.tabTo(".press")
	p.key("keyDown", " ")
	p.until(lcd + ` === "888888"`)
	p.key("keyUp", " ")
	for range 4 {
		p.strike(" ")
	}
	p.until(`/^F\d{5}$/.test(` + lcd + `)`)
	counter := fmt.Sprint(p.value(lcd))
	p.typeInto("#customer-says", "Иванова, «Ромашка», 000500040815, счётчик "+counter)
	p.strike("Enter")
	p.hears(counter)

	// The help desk compares, and synchronises.
	p.tabTo(`nav a[href$="resync"]`)
	p.strike("Enter")
	p.until(within("desk", `document.querySelector("[name=counter]") !== null`))
	p.typeInto("[name=serial]", "000500040815")
	p.typeInto("[name=counter]", counter)
	p.typeInto("[name=organisation]", "Ромашка")
	p.typeInto("[name=name]", "Иванова")
	p.strike("Enter")
	p.until(within("desk", `document.querySelector("form.carry-out button[value=resync]") !== null`))
	p.tabTo("button[value=resync]")
	p.strike("Enter")
	p.frameShows("desk", "Токен синхронизирован")
	p.tabTo("[data-act=hang_up]")
	p.strike("Enter")
	p.hears("Это всё")

	// The new key is accepted, and the report is at hand.
	bank.wait("30s")
	p.until(lcd + ` === ""`)
	p.tabTo(".press")
	p.strike(" ")
	p.until(`/^\d{6}$/.test(` + lcd + `)`)
	p.typeInto("input[name=key]", fmt.Sprint(p.value(lcd)))
	p.strike("Enter")
	p.until(`!document.getElementById("ended").hidden`)
	p.until(`document.activeElement.id === "ended"`)
	p.tabTo(`#ended a[href$="/report"]`)
	p.expectNoFaults("status of 403")
}
