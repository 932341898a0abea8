package tokens_test

import (
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// A strict request refuses what would need time, and says how long.
func TestStrict(t *testing.T) {
	for _, test := range []struct {
		clock      time.Time
		pace       string
		retryAfter string
	}{
		{web.DefaultStart, "", ""}, {realClock, "", "25"}, {realClock, `{"rate":10}`, "3"}, {realClock, `{"rate":0}`, ""}, {web.DefaultStart, `{"rate":1}`, "25"},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := start(t, func(o *tokens.Options) { o.Start = test.clock })
			c.demoToken()
			c.do("POST /tokens/"+demo+"/code?strict=1", "")
			c.do("POST /tokens/"+demo+"/clock", `{"advance":"2s100ms"}`)
			if test.pace != "" {
				c.do("POST /tokens/"+demo+"/clock", test.pace)
			}
			c.refused(409, "POST /tokens/"+demo+"/code?strict=true", "")
			w := c.send("POST /tokens/"+demo+"/code?strict=1", "")
			if got := w.Header().Get("Retry-After"); got != test.retryAfter {
				t.Errorf("clock %v at %s: Retry-After %q, want %q", test.clock, test.pace, got, test.retryAfter)
			}
			if got := c.do("POST /tokens/"+demo+"/code", "")["code"]; got != "287082" {
				t.Errorf("clock %v: then %v", test.clock, got)
			}
		})
	}
}

// Whatever the LCD shows, a code needs one press, and a strict request on a token that shows the next code at a
// press does too.
func TestCodeFromAnyScreen(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	path := "POST /tokens/" + demo
	c.do(path+"/button", `{"action":"hold"}`)
	if got := c.do(path+"/code", ""); got["code"] != "755224" || got["seq"] != 3.0 {
		t.Errorf("on the self-test: %v", got)
	}
	if got := c.do(path+"/counter-screen", ""); got["lcd"] != "F00001" || got["time"] != "2026-01-01T00:00:35.000Z" {
		t.Errorf("counter screen: %v", got)
	}
	if got := c.do(path+"/code", "")["code"]; got != "287082" {
		t.Errorf("on the counter screen: %v", got)
	}
	c.do(path+"/button", `{"action":"down"}`)
	c.refused(409, path+"/code", "")
	c.refused(409, path+"/counter-screen", "")

	c.do("POST /tokens", `{"serial":"next","button":{"press_while_lit":"next"}}`)
	for i := range 3 {
		if got := c.do("POST /tokens/next/code?strict=1", ""); got["seq"] != float64(i+1) {
			t.Errorf("next: %v", got)
		}
	}
	c.do("POST /tokens", `{"serial":"off","button":{"press_while_lit":"off"}}`)
	c.do("POST /tokens/off/code", "")
	c.refused(409, "POST /tokens/off/code?strict=1", "")
	if got := c.do("POST /tokens/off/code", "")["counter"]; got != 2.0 {
		t.Errorf("off: %v", got)
	}
}

// A dead token shows no code.
func TestDeadToken(t *testing.T) {
	c := virtual(t)
	c.do("POST /tokens", `{"serial":"old","battery":{"codes":1}}`)
	c.do("POST /tokens/old/code", "")
	for _, request := range []string{"code", "counter-screen"} {
		if problem := c.refused(409, "POST /tokens/old/"+request, ""); problem.Problem != "the battery is empty: 1 of 1 codes used" {
			t.Errorf("%s: %s", request, problem.Problem)
		}
	}
	c.refused(409, "POST /tokens/old/button", `{"action":"press"}`)
	if got := c.do("GET /tokens/old/screen", "")["state"]; got != "off" {
		t.Errorf("the token shows %v", got)
	}
}

// min_valid leads to a code of the next time step if this one ends too soon.
func TestMinValid(t *testing.T) {
	c := virtual(t)
	c.do("POST /tokens", `{"serial":"T","type":"time"}`)
	for _, step := range []struct {
		query    string
		validFor float64
		time     string
	}{
		{"", 30000, "00:00.000"},
		{"?min_valid=3s", 3000, "00:27.000"},                 // after the display's time
		{"?min_valid=10s", 6000 + 30000 - 6000, "01:00.000"}, // 6 s are left after it
		{"?min_valid=30s", 30000, "01:30.000"},
	} {
		got := c.do("POST /tokens/T/code"+step.query, "")
		if got["valid_for_ms"] != step.validFor {
			t.Errorf("%s: %v", step.query, got)
		}
		if clock := c.do("GET /tokens/T/clock", "")["time"]; clock != "2026-01-01T00:"+step.time+"Z" {
			t.Errorf("%s: %v", step.query, clock)
		}
	}
	c.refused(422, "POST /tokens/T/code?min_valid=31s", "")
	c.refused(422, "POST /tokens/T/code?min_valid=-1s", "")
	c.demoToken()
	c.refused(422, "POST /tokens/"+demo+"/code?min_valid=1s", "")
}

// On the real clock, min_valid waits for the next time step, if that is not too long.
func TestMinValidOnRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the time begins at the start of a minute
		c := start(t)
		c.do("POST /tokens", `{"serial":"T","type":"time"}`)
		c.do("POST /tokens", `{"serial":"slow","type":"time","time":{"step":"1h"}}`)
		c.do("POST /tokens/T/clock", `{"advance":"25s"}`)
		began := time.Now()
		if got := c.do("POST /tokens/T/code?min_valid=10s", "")["valid_for_ms"]; got != 30000.0 || time.Since(began) != 5*time.Second {
			t.Errorf("valid for %v ms, after %v", got, time.Since(began))
		}
		c.do("POST /tokens/slow/clock", `{"advance":"30m"}`)
		c.refused(409, "POST /tokens/slow/code?min_valid=40m", "")
		c.do("POST /tokens/slow/clock", `{"rate":0}`)
		c.refused(409, "POST /tokens/slow/code?min_valid=40m", "")
	})
}

func TestButtonRefuses(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for body, location := range map[string]string{
		`{"action":"push"}`: "body.action", `{}`: "body", `{"action":"press","duration":"1s"}`: "body.duration", `{"action":"hold","times":2}`: "body.times",
		`{"action":"hold","duration":"61m"}`: "body.duration", `{"action":"hold","duration":"0s"}`: "body.duration", `{"action":"press","times":1001}`: "body.times",
		`{"action":"press","count":2}`: "body",
	} {
		if problem := c.refused(422, "POST /tokens/"+demo+"/button", body); len(problem.Errors) != 1 || problem.Errors[0].Location != location {
			t.Errorf("%s: %+v", body, problem)
		}
	}
	c.refused(422, "POST /tokens/"+demo+"/button", `{"action":"hold","duration":4}`)
	c.refused(400, "POST /tokens/"+demo+"/button", `{"action":`)
	c.refused(400, "POST /tokens/"+demo+"/button", ``)
	if got := c.do("GET "+screenPath, "")["seq"]; got != 0.0 {
		t.Errorf("screen %v", got)
	}
}
