package chromium

import "fmt"

// Object is a JSON object.
type Object map[string]any

// Tab is a page of the browser.
type Tab struct {
	browser *Browser
	session string
}

// NewTab opens an empty tab. Its events go to note, one at a time; note must not call the browser.
func (b *Browser) NewTab(note func(Event)) (*Tab, error) {
	var target struct{ TargetID string }
	if err := b.call("", "Target.createTarget", Object{"url": "about:blank"}, &target); err != nil {
		return nil, err
	}
	var attached struct{ SessionID string }
	if err := b.call("", "Target.attachToTarget", Object{"targetId": target.TargetID, "flatten": true}, &attached); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tabs[attached.SessionID] = note
	return &Tab{b, attached.SessionID}, nil
}

// Call sends a command of the protocol and decodes its result, unless result is nil.
func (t *Tab) Call(method string, params, result any) error {
	return t.browser.call(t.session, method, params, result)
}

// Value evaluates a JavaScript expression, awaiting promises, and returns its value as
// [encoding/json] decodes it. The page's Content-Security-Policy does not apply to the expression.
func (t *Tab) Value(expression string) (any, error) {
	var answer struct {
		Result    struct{ Value any }
		Exception *struct {
			Text      string
			Exception struct{ Description string }
		} `json:"exceptionDetails"`
	}
	err := t.Call("Runtime.evaluate", Object{"expression": expression, "awaitPromise": true, "returnByValue": true}, &answer)
	if err == nil && answer.Exception != nil {
		err = fmt.Errorf("%.200s: %s %s", expression, answer.Exception.Text, answer.Exception.Exception.Description)
	}
	return answer.Result.Value, err
}

// Mouse presses or releases the left mouse button: "mousePressed" or "mouseReleased". The place is
// in CSS pixels of the window.
func (t *Tab) Mouse(event string, x, y float64) error {
	return t.Call("Input.dispatchMouseEvent", Object{"type": event, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
}
