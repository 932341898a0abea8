//go:build e2e

package e2e_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// browser is a headless Chromium that a test controls over the DevTools protocol, on pipes:
// messages are JSON, each ended by a zero byte.
type browser struct {
	t    *testing.T
	send *os.File

	mu      sync.Mutex
	last    int
	answers map[int]chan message
	tabs    map[string]*tab // by session
}

// message is a command, its answer or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startBrowser starts a Chromium with a fresh profile. It ends with the test. All names that end
// in .example are this machine.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	chromium := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--lang=en", "--host-resolver-rules=MAP *.example 127.0.0.1", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	toBrowser, send, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	receive, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	chromium.ExtraFiles = []*os.File{toBrowser, fromBrowser} // descriptors 3 and 4
	if err := chromium.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = toBrowser.Close(), fromBrowser.Close() // the browser has them
	b := &browser{t: t, send: send, answers: map[int]chan message{}, tabs: map[string]*tab{}}
	go b.receive(bufio.NewReader(receive))
	t.Cleanup(func() {
		_ = b.command("", "Browser.close", nil, nil)
		_ = chromium.Wait() // its status does not matter
		_, _ = send.Close(), receive.Close()
	})
	return b
}

// receive reads messages until the browser ends.
func (b *browser) receive(from *bufio.Reader) {
	for {
		text, err := from.ReadBytes(0)
		var m message
		if err == nil {
			err = json.Unmarshal(text[:len(text)-1], &m)
		}
		b.mu.Lock()
		if err != nil {
			for _, answer := range b.answers {
				close(answer)
			}
			b.answers = nil
			b.mu.Unlock()
			return
		}
		if answer := b.answers[m.ID]; answer != nil {
			delete(b.answers, m.ID)
			answer <- m
		} else if tab := b.tabs[m.Session]; tab != nil {
			tab.note(m)
		}
		b.mu.Unlock()
	}
}

// command sends a command and waits for its result.
func (b *browser) command(session, method string, params, result any) error {
	encoded, err := json.Marshal(params)
	if err != nil {
		return err
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	if b.answers == nil {
		b.mu.Unlock()
		return errors.New("the browser has ended")
	}
	b.last++
	m := message{ID: b.last, Session: session, Method: method}
	if params != nil {
		m.Params = encoded
	}
	b.answers[m.ID] = answer
	text, err := json.Marshal(m)
	if err == nil {
		_, err = b.send.Write(append(text, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case m, ok := <-answer:
		switch {
		case !ok:
			return errors.New("the browser has ended")
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(m.Result, result)
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer after %v", method, patience)
	}
}

// tab is a page of the browser.
type tab struct {
	browser *browser
	session string
	faults  []string // what the page reported as an error
}

// view is how a tab shows a page.
type view struct {
	width, height int
	dark, still   bool // prefers-color-scheme: dark; prefers-reduced-motion: reduce
	touch         bool
}

// open opens a page and waits until it is connected to its server.
func (b *browser) open(url string, v view) *tab {
	b.t.Helper()
	p := b.visit(url, v)
	p.until(connected)
	return p
}

// connected is true on a page that is connected to its server.
const connected = `document.body?.dataset.connected === "true"`

// visit opens a page.
func (b *browser) visit(url string, v view) *tab {
	b.t.Helper()
	var target struct {
		TargetID string `json:"targetId"`
	}
	var attached struct {
		SessionID string `json:"sessionId"`
	}
	b.must("", "Target.createTarget", object{"url": "about:blank"}, &target)
	b.must("", "Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true}, &attached)
	p := &tab{browser: b, session: attached.SessionID}
	b.mu.Lock()
	b.tabs[p.session] = p
	b.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.call(domain+".enable", nil, nil)
	}
	p.show(v)
	p.call("Page.navigate", object{"url": url}, nil)
	return p
}

// object is a JSON object.
type object map[string]any

func (b *browser) must(session, method string, params, result any) {
	b.t.Helper()
	if err := b.command(session, method, params, result); err != nil {
		b.t.Fatal(err)
	}
}

func (p *tab) call(method string, params, result any) {
	p.browser.t.Helper()
	p.browser.must(p.session, method, params, result)
}

// show changes how the tab shows its page.
func (p *tab) show(v view) {
	p.browser.t.Helper()
	scheme, motion := "light", "no-preference"
	if v.dark {
		scheme = "dark"
	}
	if v.still {
		motion = "reduce"
	}
	p.call("Emulation.setDeviceMetricsOverride", object{"width": v.width, "height": v.height, "deviceScaleFactor": 1, "mobile": v.touch}, nil)
	p.call("Emulation.setTouchEmulationEnabled", object{"enabled": v.touch}, nil)
	p.call("Emulation.setEmulatedMedia", object{"features": []object{
		{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion},
	}}, nil)
}

// note records what a page reports as an error: exceptions, messages of the console, violations of
// the Content-Security-Policy. The browser calls it with its lock held.
func (p *tab) note(m message) {
	var params struct {
		Type  string `json:"type"`
		Entry struct {
			Level, Text, URL string
		} `json:"entry"`
	}
	_ = json.Unmarshal(m.Params, &params) // events without these fields are of no interest
	isFault := m.Method == "Runtime.exceptionThrown" ||
		m.Method == "Runtime.consoleAPICalled" && slices.Contains([]string{"error", "warning", "assert"}, params.Type) ||
		m.Method == "Log.entryAdded" && slices.Contains([]string{"error", "warning"}, params.Entry.Level)
	if isFault {
		p.faults = append(p.faults, m.Method+" "+string(m.Params))
	}
}

// expectNoFaults fails the test if the page reported an error that has none of the given texts in it.
func (p *tab) expectNoFaults(allowed ...string) {
	p.browser.t.Helper()
	p.browser.mu.Lock()
	defer p.browser.mu.Unlock()
	for _, fault := range p.faults {
		if !slices.ContainsFunc(allowed, func(text string) bool { return strings.Contains(fault, text) }) {
			p.browser.t.Errorf("the page reported an error: %s", fault)
		}
	}
}

// value evaluates a JavaScript expression, awaiting promises, and returns its value.
func (p *tab) value(expression string) any {
	p.browser.t.Helper()
	value, err := p.evaluate(expression)
	if err != nil {
		p.browser.t.Fatal(err)
	}
	return value
}

func (p *tab) evaluate(expression string) (any, error) {
	var answer struct {
		Result    struct{ Value any }
		Exception *struct {
			Text      string
			Exception struct{ Description string }
		} `json:"exceptionDetails"`
	}
	err := p.browser.command(p.session, "Runtime.evaluate", object{"expression": expression, "awaitPromise": true, "returnByValue": true}, &answer)
	if err == nil && answer.Exception != nil {
		err = fmt.Errorf("%s: %s %s", expression, answer.Exception.Text, answer.Exception.Exception.Description)
	}
	return answer.Result.Value, err
}

// until waits until a JavaScript expression is true, perhaps on the page that comes next.
func (p *tab) until(expression string) {
	p.browser.t.Helper()
	until(p.browser.t, expression, func() bool {
		value, err := p.evaluate(expression)
		if err != nil && !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context was destroyed") {
			p.browser.t.Fatal(err)
		}
		return value == true
	})
}

// picture returns a screenshot as PNG.
func (p *tab) picture() []byte {
	p.browser.t.Helper()
	var shot struct{ Data string }
	p.call("Page.captureScreenshot", object{"format": "png"}, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		p.browser.t.Fatal(err)
	}
	return data
}

// middle returns the middle of an element in the window, after scrolling to it.
func (p *tab) middle(selector string) (x, y float64) {
	p.browser.t.Helper()
	at, ok := p.value(fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element.scrollIntoView({ block: "center" });
		const box = element.getBoundingClientRect();
		return [box.x + box.width / 2, box.y + box.height / 2];
	})()`, selector)).([]any)
	if !ok {
		p.browser.t.Fatalf("%s has no place", selector)
	}
	return at[0].(float64), at[1].(float64)
}

// mouse presses or releases the mouse button: "mousePressed" or "mouseReleased".
func (p *tab) mouse(event string, x, y float64) {
	p.browser.t.Helper()
	p.call("Input.dispatchMouseEvent", object{"type": event, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
}

// click clicks on the middle of an element.
func (p *tab) click(selector string) {
	p.browser.t.Helper()
	x, y := p.middle(selector)
	p.mouse("mousePressed", x, y)
	p.mouse("mouseReleased", x, y)
}

// touch puts a finger on the middle of an element, or lifts it: "touchStart" or "touchEnd".
func (p *tab) touch(event, selector string) {
	p.browser.t.Helper()
	points := []object{}
	if event == "touchStart" {
		x, y := p.middle(selector)
		points = append(points, object{"x": x, "y": y})
	}
	p.call("Input.dispatchTouchEvent", object{"type": event, "touchPoints": points}, nil)
}

// key presses or releases a key: "keyDown" or "keyUp".
func (p *tab) key(event, key string) {
	p.browser.t.Helper()
	params := object{"type": event, "key": key, "code": key, "windowsVirtualKeyCode": keyCodes[key]}
	if key == " " {
		params["code"], params["text"] = "Space", " "
	}
	if key == "Enter" {
		params["text"] = "\r" // sends a form
	}
	p.call("Input.dispatchKeyEvent", params, nil)
}

var keyCodes = map[string]int{" ": 32, "Enter": 13, "Tab": 9, "Escape": 27}
