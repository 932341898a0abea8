//go:build e2e

package e2e_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"etokenpass/display"
	"etokenpass/display/face"
)

// The sizes of windows: a phone, a tablet and a desktop.
var (
	phone   = view{width: 390, height: 844, touch: true, still: true}
	tablet  = view{width: 820, height: 1180, still: true}
	desktop = view{width: 1280, height: 800, still: true}
)

// button is the button of the first token.
const button = ".token .press"

// shows waits until the first token shows a text on its LCD, and a screen reader says it.
func (p *tab) shows(lcd string) {
	p.browser.t.Helper()
	spoken := strings.Join(strings.Split(lcd, ""), " ")
	if lcd == "" {
		spoken = "off"
	}
	p.until(fmt.Sprintf(`(() => {
		const token = document.querySelector(".token");
		return token?.dataset.lcd === %q && token.querySelector("[role=status]").textContent === %q;
	})()`, lcd, spoken))
}

// drawn checks in a screenshot which segments of the first token's LCD are lit.
func (p *tab) drawn(text string) {
	p.browser.t.Helper()
	p.value(`document.querySelector(".token .lcd").scrollIntoView({ block: "center" })`)
	box, _ := p.value(`(() => { const box = document.querySelector(".token .lcd").getBoundingClientRect(); return [box.x, box.y, box.width]; })()`).([]any)
	left, top, size := box[0].(float64), box[1].(float64), box[2].(float64)/430
	picture, err := png.Decode(bytes.NewReader(p.picture()))
	if err != nil {
		p.browser.t.Fatal(err)
	}
	frame, err := lcd6.Frame(text)
	if err != nil {
		p.browser.t.Fatal(err)
	}
	x, y, scale := face.LCDInSVG(display.MinCells)
	for i, shape := range frame.Shapes() {
		middle := centre(shape.Outline)
		at := image.Pt(int(left+(x+middle.X*scale)*size), int(top+(y+middle.Y*scale)*size))
		if lit := isDark(picture, at); lit != shape.Lit {
			p.browser.t.Errorf("%q: segment %s is lit: %t", text, display.SegmentPaths(display.MinCells)[i].Name, lit)
		}
	}
}

func centre(outline []display.Point) (middle display.Point) {
	for _, point := range outline {
		middle.X += point.X / float64(len(outline))
		middle.Y += point.Y / float64(len(outline))
	}
	return middle
}

func isDark(picture image.Image, at image.Point) bool {
	red, green, blue, _ := picture.At(at.X, at.Y).RGBA()
	return red+green+blue < 3*0x6000
}

// post sends a request to the server's API.
func (s *server) post(path, body string) {
	s.t.Helper()
	response, err := http.Post(s.url+"/api/v1"+path, "application/json", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing is read from it
	if response.StatusCode >= 300 {
		s.t.Fatalf("POST %s: %s", path, response.Status)
	}
}

// On a virtual clock, a click is a press, holding the button is a hold, and time passes on request.
func TestPageWithTheMouse(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	p.drawn("")
	p.click(button)
	p.shows("755224")
	p.drawn("755224")
	p.click("[data-do=skip]")
	p.shows("")
	p.drawn("")

	x, y := p.middle(button)
	p.mouse("mousePressed", x, y)
	p.until(`document.querySelector(".fob").hasAttribute("data-down")`)
	p.shows("888888") // after four seconds
	p.mouse("mouseReleased", x, y)
	p.drawn("888888")
	for range 4 {
		p.click(button)
	}
	p.shows("F00001")
	p.drawn("F00001")
	p.value(`document.getElementById("by").value = "26s"`)
	p.click("#advance button")
	p.until(`document.querySelector(".token .left").textContent.includes("1 s")`)
	p.click("#advance button")
	p.shows("")

	p.click("[data-do=history]")
	p.until(`document.querySelectorAll("#past-rows tr").length > 8`)
	p.click("#past .main")
	p.click("[data-do=over]")
	p.until(`document.querySelector(".back img").naturalWidth > 0 && document.querySelector(".front").hidden`)
	p.expectNoFaults()
}

// The button is drawn as pressed at once, and the code when the page learns of it: from the answer to
// the press or from the events, whichever arrives first.
func TestPageShowsWhatArrivesFirst(t *testing.T) {
	for name, withhold := range map[string]func(p *tab, s *server){
		"the answer": func(p *tab, s *server) {
			p.call("Fetch.enable", object{"patterns": []object{{"urlPattern": s.url + "/*/button", "requestStage": "Response"}}}, nil)
		},
		"the events": func(p *tab, s *server) {
			p.call("Network.setBlockedURLs", object{"urls": []string{s.url + "/*/events"}}, nil)
			p.call("Page.reload", nil, nil)
			p.until(`document.body?.dataset.connected === "false"`)
		},
	} {
		t.Run("without "+name, func(t *testing.T) {
			server := startServer(t, "--clock", "virtual")
			p := startBrowser(t).open(server.url, desktop)
			withhold(p, server)
			x, y := p.middle(button)
			p.mouse("mousePressed", x, y)
			if down := p.value(`document.querySelector(".fob").hasAttribute("data-down")`); down != true {
				t.Error("the button is not drawn as pressed")
			}
			p.mouse("mouseReleased", x, y)
			p.shows("755224")
			p.expectNoFaults("net::ERR_")
		})
	}
}

// On the real clock, the keyboard's edges are the button's.
func TestPageWithTheKeyboard(t *testing.T) {
	server := startServer(t)
	p := startBrowser(t).open(server.url, tablet)
	p.value(`document.querySelector("[data-do=over]").focus()`)
	p.call("Input.dispatchKeyEvent", object{"type": "keyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8}, nil) // with Shift
	p.until(`document.activeElement === document.querySelector(".press")`)
	if got := p.value(`getComputedStyle(document.activeElement).outlineStyle`); got != "solid" {
		t.Errorf("the outline of the focused button is %v", got)
	}
	p.key("keyDown", " ")
	p.key("keyDown", " ") // repeated
	p.shows("888888")
	p.key("keyUp", " ")
	for range 4 {
		p.key("keyDown", "Enter")
		p.key("keyUp", "Enter")
	}
	p.shows("F00000")
	p.expectNoFaults()
}

func TestPageOnAPhoneInDarkMode(t *testing.T) {
	server := startServer(t, "--profile", "pass-time")
	dark := phone
	dark.dark = true
	p := startBrowser(t).open(server.url+"/?lang=ru", dark)
	p.until(`document.documentElement.lang === "ru"`)
	if width := p.value(`document.documentElement.scrollWidth`); width != 390.0 {
		t.Errorf("the page is %v pixels wide on a phone of 390", width)
	}
	picture, err := png.Decode(bytes.NewReader(p.picture()))
	if err != nil {
		t.Fatal(err)
	}
	if !isDark(picture, image.Pt(2, 2)) {
		t.Error("the page is light in dark mode")
	}
	p.touch("touchStart", button)
	p.until(`document.querySelector(".fob").hasAttribute("data-down")`)
	p.touch("touchEnd", button)
	p.shows("755224")
	p.drawn("755224")
	p.expectNoFaults()
}

// While the server is away the page says so, and afterwards it shows the tokens of the new one.
func TestPageAfterARestart(t *testing.T) {
	first := startServer(t, "--clock", "virtual", "--profile", "pass-time")
	p := startBrowser(t).open(first.url, desktop)
	p.click(button)
	p.shows("755224")
	first.stop()
	p.until(`document.getElementById("connection").textContent.startsWith("Disconnected")`)
	startServerAt(t, first.address(), "--clock", "virtual")
	p.until(`document.getElementById("connection").textContent === "Connected" && document.querySelectorAll(".token").length === 1`)
	p.shows("")
	p.click(button)
	p.shows("755224")
	p.expectNoFaults("net::ERR_")
}

// A token that is deleted while the page loads a copy of itself does not come back with that copy.
func TestPageWithAnOldCopy(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	p.call("Fetch.enable", object{"patterns": []object{{"urlPattern": server.url + "/", "requestStage": "Response"}}}, nil)
	server.post("/tokens", `{"serial":"other"}`)
	var paused struct{ RequestID string }
	p.event("Fetch.requestPaused", &paused)
	p.value(`fetch("api/v1/tokens/000000000000", { method: "DELETE" }).then((answer) => answer.ok)`)
	p.until(`document.querySelector("[data-serial='000000000000']") === null`)
	p.call("Fetch.continueRequest", object{"requestId": paused.RequestID}, nil)
	p.until(`document.querySelector("[data-serial=other]") !== null`)
	if count := p.value(`document.querySelectorAll(".token").length`); count != 1.0 {
		t.Errorf("the page shows %v tokens", count)
	}
	p.call("Fetch.disable", nil, nil)
	p.until(`document.getElementById("count").textContent === "1"`)
	p.expectNoFaults()
}

func TestPageAddsAndDeletesTokens(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	p.click("[data-open=adding]")
	p.click("#adding [value=time]")
	p.until(`document.querySelectorAll(".token").length === 2 && document.getElementById("made").open`)
	if got := p.value(`document.querySelector("#made [data-field=base32]").textContent`); len(fmt.Sprint(got)) != 32 {
		t.Errorf("the secret is %q", got)
	}
	p.click("#made .main")
	p.value(`(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File(["serial: dropped\nsecret: {hex: '3132333435363738393031323334353637383930'}\n"], "profile.yaml"));
		document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
	})()`)
	p.until(`document.querySelectorAll(".token").length === 3 && document.activeElement === document.querySelector("[data-serial=dropped] .press")`)

	p.click("[data-do=delete]")
	p.click("#deleting [value='']")
	p.until(`!document.getElementById("deleting").open`)
	p.click("[data-do=delete]")
	p.click("#deleting [value=delete]")
	p.until(`document.querySelectorAll(".token").length === 2 && document.getElementById("count").textContent === "2"`)
	p.expectNoFaults()
}

// A hundred tokens appear and change as other clients use them, in one stream of events.
func TestPageWithAHundredTokens(t *testing.T) {
	server := startServer(t, "--clock", "virtual")
	p := startBrowser(t).open(server.url, desktop)
	for i := range 99 {
		server.post("/tokens", fmt.Sprintf(`{"serial":"many-%d","secret":{"hex":"3132333435363738393031323334353637383930"}}`, i))
	}
	p.until(`document.querySelectorAll(".token").length === 100`)
	server.post("/tokens/many-98/button", `{"action":"press"}`)
	p.until(`document.querySelector(".token:last-child").dataset.lcd === "287082"`)
	p.click(".token:last-child [data-do=skip]")
	p.until(`document.querySelector(".token:last-child").dataset.lcd === ""`)
	p.expectNoFaults()
}
