//go:build e2e

package e2e_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"etokenpass/tools/chromium"
)

// browser is a headless Chromium that ends with its test.
type browser struct {
	t *testing.T
	*chromium.Browser
}

// startBrowser starts a Chromium with a fresh profile.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	started, err := chromium.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(started.Close)
	return &browser{t, started}
}

// tab is a page of the browser.
type tab struct {
	browser *browser
	*chromium.Tab

	mu     sync.Mutex
	events []chromium.Event
}

// view is how a tab shows a page.
type view struct {
	width, height int
	dark, still   bool // prefers-color-scheme: dark; prefers-reduced-motion: reduce
	touch         bool
}

// open opens the page of tokens and waits until it is connected to its server.
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
	p := &tab{browser: b}
	opened, err := b.NewTab(p.note)
	if err != nil {
		b.t.Fatal(err)
	}
	p.Tab = opened
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.call(domain+".enable", nil, nil)
	}
	p.show(v)
	p.call("Page.navigate", object{"url": url}, nil)
	return p
}

// object is a JSON object.
type object = chromium.Object

func (p *tab) call(method string, params, result any) {
	p.browser.t.Helper()
	if err := p.Call(method, params, result); err != nil {
		p.browser.t.Fatal(err)
	}
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

// note keeps an event.
func (p *tab) note(event chromium.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, event)
}

// event waits for an event and decodes the parameters of the newest one.
func (p *tab) event(method string, params any) {
	p.browser.t.Helper()
	until(p.browser.t, method, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, event := range slices.Backward(p.events) {
			if event.Method == method {
				return json.Unmarshal(event.Params, params) == nil
			}
		}
		return false
	})
}

// isFault reports whether an event is an error: an exception, a message of the console, a violation
// of the Content-Security-Policy.
func isFault(event chromium.Event) bool {
	var params struct {
		Type  string
		Entry struct{ Level string }
	}
	_ = json.Unmarshal(event.Params, &params) // events without these fields are of no interest
	return event.Method == "Runtime.exceptionThrown" ||
		event.Method == "Runtime.consoleAPICalled" && slices.Contains([]string{"error", "warning", "assert"}, params.Type) ||
		event.Method == "Log.entryAdded" && slices.Contains([]string{"error", "warning"}, params.Entry.Level)
}

// expectNoFaults fails the test if the page reported an error that has none of the given texts in it.
func (p *tab) expectNoFaults(allowed ...string) {
	p.browser.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, event := range p.events {
		isAllowed := slices.ContainsFunc(allowed, func(text string) bool { return strings.Contains(string(event.Params), text) })
		if isFault(event) && !isAllowed {
			p.browser.t.Errorf("the page reported an error: %s %s", event.Method, event.Params)
		}
	}
}

// value evaluates a JavaScript expression, awaiting promises, and returns its value.
func (p *tab) value(expression string) any {
	p.browser.t.Helper()
	value, err := p.Value(expression)
	if err != nil {
		p.browser.t.Fatal(err)
	}
	return value
}

// until waits until a JavaScript expression is true, perhaps on the page that comes next.
func (p *tab) until(expression string) {
	p.browser.t.Helper()
	until(p.browser.t, expression, func() bool {
		value, err := p.Value(expression)
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

// middle waits until an element can be used, scrolls to it, and returns its middle in the window. An
// element cannot be used while it is disabled, or while something else lies over it.
func (p *tab) middle(selector string) (x, y float64) {
	p.browser.t.Helper()
	var at []any
	until(p.browser.t, selector+" can be used", func() bool {
		at, _ = p.value(fmt.Sprintf(`(() => {
			const element = document.querySelector(%q);
			element?.scrollIntoView({ block: "center" });
			const box = element?.getBoundingClientRect();
			const at = box && [box.x + box.width / 2, box.y + box.height / 2];
			return at && !element.disabled && element.contains(document.elementFromPoint(...at)) ? at : null;
		})()`, selector)).([]any)
		return at != nil
	})
	return at[0].(float64), at[1].(float64)
}

// mouse presses or releases the mouse button: "mousePressed" or "mouseReleased".
func (p *tab) mouse(event string, x, y float64) {
	p.browser.t.Helper()
	if err := p.Mouse(event, x, y); err != nil {
		p.browser.t.Fatal(err)
	}
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

var keyCodes = map[string]int{" ": 32, "Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40}

// fill writes a text into a field.
func (p *tab) fill(selector, text string) {
	p.browser.t.Helper()
	p.value(fmt.Sprintf(`document.querySelector(%q).focus()`, selector))
	p.value(fmt.Sprintf(`document.querySelector(%q).select()`, selector))
	p.call("Input.insertText", object{"text": text}, nil)
}
