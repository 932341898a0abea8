//go:build e2e

package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// practiceBank is a running etokenpass bank, whose clock runs until a test moves it.
type practiceBank struct{ *server }

func startBank(t *testing.T, args ...string) *practiceBank {
	t.Helper()
	b := &practiceBank{startServing(t, append([]string{"bank", "--listen", "127.0.0.1:0", "--clock", "virtual", "--random-seed", "test"}, args...)...)}
	b.api("/api/v1/clock", `{"rate":1}`)
	return b
}

// api sends a request to one of the bank's APIs.
func (b *practiceBank) api(path, body string) (answer map[string]any) {
	b.t.Helper()
	response, err := http.Post(b.url+path, "application/json", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode >= 300 {
		b.t.Fatalf("%s %s: %s %v", path, body, response.Status, answer)
	}
	return answer
}

// wait lets time pass on the bank's clock.
func (b *practiceBank) wait(time string) { b.api("/api/v1/clock", `{"advance":"`+time+`"}`) }

// within returns an expression that is evaluated in the page of a frame.
func within(frame, expression string) string {
	return fmt.Sprintf(`((document) => %s)(document.getElementById(%q)?.contentDocument ?? new Document())`, expression, frame)
}

// frameShows waits until the page in a frame says something.
func (p *tab) frameShows(frame, text string) {
	p.browser.t.Helper()
	p.until(within(frame, fmt.Sprintf(`document.body?.innerText.includes(%q) === true`, text)))
}

// frameFill fills in the fields of a form in a frame, and sends it with a button.
func (p *tab) frameFill(frame, button string, fields ...string) {
	p.browser.t.Helper()
	p.until(within(frame, fmt.Sprintf(`document.readyState === "complete" && document.querySelector(%q) !== null`, button)))
	for i := 0; i+1 < len(fields); i += 2 {
		p.value(within(frame, fmt.Sprintf(`(document.querySelector(%q).focus(), document.querySelector(%[1]q).select(), true)`, fields[i])))
		p.call("Input.insertText", object{"text": fields[i+1]}, nil)
	}
	p.value(within(frame, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, button)))
}

// lcd is what the LCD of the fob on the page shows.
const lcd = `document.getElementById("token").dataset.lcd`

// hears waits until the log has a line with a text.
func (p *tab) hears(text string) {
	p.browser.t.Helper()
	p.until(fmt.Sprintf(`document.getElementById("log").innerText.includes(%q)`, text))
}

// talks says something on the telephone of the page.
func (p *tab) talks(side, text string) {
	p.browser.t.Helper()
	p.fill("#"+side+"-says", text)
	p.key("keyDown", "Enter")
	p.key("keyUp", "Enter")
	p.hears(text)
}

// join enters an invitation code on the list of exercises, and chooses a side.
func (b *browser) join(bank *practiceBank, language, code, view string, v view) *tab {
	b.t.Helper()
	p := b.visit(bank.url+"/rehearsals/?lang="+language, v)
	p.until(`document.getElementById("code") !== null`)
	p.settled()
	p.fill("#code", code)
	p.submit(".join button")
	p.submit(fmt.Sprintf(`.sides a[href$="/%s"]`, view))
	p.until(connected)
	return p
}

var codePattern = regexp.MustCompile(`[2-9A-Z]{3} [2-9A-Z]{3}`)

// openRehearsal opens a rehearsal as a person does, and returns its page and its invitation code.
func (b *browser) openRehearsal(bank *practiceBank, language, exercise string, choices ...string) (p *tab, code string) {
	b.t.Helper()
	p = b.visit(bank.url+"/rehearsals/?lang="+language, desktop)
	p.until(`document.querySelector(".exercises") !== null`)
	p.settled()
	p.submit(fmt.Sprintf(`.exercises a[href$="exercise=%s"]`, exercise))
	for _, choice := range choices {
		p.click(choice)
	}
	p.submit(".open button")
	code = codePattern.FindString(fmt.Sprint(p.value(`document.querySelector(".invitation .code").innerText`)))
	if code == "" {
		b.t.Fatal("the first page of the rehearsal shows no invitation code")
	}
	return p, code
}

// Two people at two machines, and a third who watches, play pocket-presses in Russian: through a
// mistake each, to the report.
func TestThreeBrowsersRehearse(t *testing.T) {
	t.Parallel()
	bank := startBank(t)
	b := startBrowser(t)
	first, code := b.openRehearsal(bank, "ru", "pocket-presses")
	watcher := startBrowser(t).join(bank, "ru", code, "watch", desktop)
	desk := startBrowser(t).join(bank, "ru", strings.ToLower(code), "support", desktop)
	first.submit(`.sides a[href$="/customer"]`)
	customer := first
	customer.until(connected)
	watcher.until(`[...document.querySelectorAll(".watched [data-present]")].every((each) => each.innerText === "на месте")`)

	// The customer's key is refused: the bank is 14 keys behind.
	customer.frameFill("bank", "button[type=submit]")
	customer.frameShows("bank", "Сеансовый ключ")
	customer.click(".press")
	customer.until(lcd + `.length === 6`)
	refused := fmt.Sprint(customer.value(lcd))
	customer.frameFill("bank", "button.main", "input[name=key]", refused)
	customer.frameShows("bank", "Неверный сеансовый ключ")
	watcher.hears("неверный сеансовый ключ")

	// The call. The customer swaps two digits, and the watcher sees it at once and helps.
	customer.talks("customer", "Здравствуйте, мои ключи не принимаются. Иванова, «Ромашка».")
	desk.hears("мои ключи не принимаются")
	desk.click(`[data-act=ask][data-item=serial]`)
	customer.hears("серийный номер")
	customer.click("[data-do=over]")
	customer.until(`document.querySelector(".back img").naturalWidth > 0`)
	customer.talks("customer", "000500040851")
	watcher.hears("000500040851")
	watcher.until(`document.querySelector("#log .mistake") !== null`)
	watcher.fill("#advice", "Проверьте две последние цифры")
	watcher.click(".trainer button")
	customer.hears("Проверьте две последние цифры")
	customer.talks("customer", "Простите, 000500040815")

	// The guide's procedure, with a real hold of four seconds.
	bank.wait("27s")
	customer.until(lcd + ` === ""`)
	customer.click("[data-do=over]")
	customer.until(`document.querySelector(".back").hidden`)
	x, y := customer.middle(".press")
	customer.mouse("mousePressed", x, y)
	customer.until(lcd + ` === "888888"`)
	customer.mouse("mouseReleased", x, y)
	for range 4 {
		customer.click(".press")
	}
	customer.until(`/^F\d{5}$/.test(` + lcd + `)`)
	counter := fmt.Sprint(customer.value(lcd))
	customer.talks("customer", "Счётчик "+counter)

	// The help desk compares in the console. It has not been told the name again, and forgets nothing.
	desk.until(`document.querySelector("[data-told=counter]").innerText === "` + counter + `"`)
	desk.value(`document.getElementById("desk").src = document.getElementById("desk").src + "resync"`)
	desk.frameFill("desk", "form.steps button", "[name=serial]", "000500040815", "[name=counter]", counter, "[name=organisation]", "Ромашка", "[name=name]", "Иванова")
	desk.frameFill("desk", "form.carry-out button[value=resync]")
	desk.frameShows("desk", "Токен синхронизирован")
	desk.talks("support", "Готово, войдите с новым ключом.")
	desk.click(`[data-act=hang_up]`)

	// The customer's browser was closed, and comes back.
	customer.call("Page.navigate", object{"url": "about:blank"}, nil)
	watcher.until(`document.querySelector(".watched [data-present=customer]").innerText === "нет"`)
	customer.goTo(bank.url + "/rehearsals/" + strings.ReplaceAll(code, " ", "") + "/customer")
	customer.until(connected)
	customer.hears("Готово, войдите с новым ключом.")
	bank.wait("30s")
	customer.until(lcd + ` === ""`)
	customer.click(".press")
	customer.until(`/^\d{6}$/.test(` + lcd + `)`)
	customer.frameFill("bank", "button.main", "input[name=key]", fmt.Sprint(customer.value(lcd)))
	for _, p := range []*tab{customer, desk, watcher} {
		p.until(`!document.getElementById("ended").hidden`)
		p.says("Цель достигнута.")
		p.expectNoFaults("status of 403")
	}

	report := startBrowser(t).visit(bank.url+"/rehearsals/"+strings.ReplaceAll(code, " ", "")+"/report?lang=ru", desktop)
	report.says("Кнопка нажималась в кармане")
	report.says("000500040851")
	report.expectNoFaults()
}
