package tokens_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/web/tokens"
)

// A virtual clock moves when it is told to, and only that of the token.
func TestVirtualClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := virtual(t, func(o *tokens.Options) { o.Start = time.Date(2030, 5, 6, 7, 8, 9, 0, time.UTC) })
		c.do("POST /tokens", `{"serial":"A"}`)
		<-time.After(time.Hour)
		c.do("POST /tokens", `{"serial":"B"}`)
		for _, step := range []struct{ change, time, rate string }{
			{``, "2030-05-06T07:08:09.000Z", "0"},
			{`{"advance":"27s"}`, "2030-05-06T07:08:36.000Z", "0"},
			{`{"advance":"0s"}`, "2030-05-06T07:08:36.000Z", "0"},
			{`{"set":"2031-01-01T00:00:00+03:00"}`, "2030-12-31T21:00:00.000Z", "0"},
			{`{"rate":10}`, "2030-12-31T21:00:00.000Z", "10"},
			{`wait`, "2030-12-31T21:00:10.000Z", "10"},
			{`{"rate":0}`, "2030-12-31T21:00:10.000Z", "0"},
			{`wait`, "2030-12-31T21:00:10.000Z", "0"},
		} {
			method, body := "POST", step.change
			switch step.change {
			case "wait":
				<-time.After(time.Second)
				fallthrough
			case "":
				method, body = "GET", ""
			}
			got := c.do(method+" /tokens/A/clock", body)
			if got["time"] != step.time || text(got["rate"]) != step.rate || got["kind"] != "virtual" {
				t.Errorf("%s: %v", step.change, got)
			}
		}
		if got := c.do("GET /clock", ""); got["earliest"] != "2030-05-06T07:08:09.000Z" || got["latest"] != "2030-12-31T21:00:10.000Z" || got["count"] != 2.0 {
			t.Errorf("all clocks: %v", got)
		}
	})
}

// /clock moves all clocks or none.
func TestAllClocks(t *testing.T) {
	c := virtual(t)
	if got := text(c.do("GET /clock", "")); got != `{"count":0,"kind":"virtual"}` {
		t.Error(got)
	}
	c.do("POST /tokens", `{"serial":"A"}`)
	c.do("POST /tokens", `{"serial":"B"}`)
	c.do("POST /tokens/A/button", `{"action":"press"}`)
	c.do("POST /tokens/B/clock", `{"advance":"1h"}`)
	got := c.do("POST /clock", `{"advance":"27s"}`)
	if got["earliest"] != "2026-01-01T00:00:27.000Z" || got["latest"] != "2026-01-01T01:00:27.000Z" {
		t.Errorf("%v", got)
	}
	if got := c.do("GET /tokens/A/screen", "")["seq"]; got != 2.0 {
		t.Errorf("screen %v", got)
	}
	c.refused(409, "POST /clock", `{"set":"2026-01-01T00:30:00Z"}`) // B is later
	if got := c.do("GET /clock", "")["earliest"]; got != "2026-01-01T00:00:27.000Z" {
		t.Errorf("A is at %v", got)
	}
	if got := c.do("POST /clock", `{"set":"2026-02-01T00:00:00Z"}`); got["earliest"] != got["latest"] {
		t.Errorf("%v", got)
	}
}

func TestClockRefuses(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for body, status := range map[string]int{
		`{}`: 422, `{"advance":"1s","rate":1}`: 422, `{"advance":"-1s"}`: 422, `{"rate":-1}`: 422, `{"rate":1001}`: 422, `{"rate":0.5}`: 422,
		`{"set":"2025-12-31T23:59:59Z"}`: 409, `{"set":"9999-12-31T00:00:00Z"}`: 409, `{"advance":"2562047h"}`: 409, `{"set":"tomorrow"}`: 422, `{"advance":27}`: 422,
	} {
		for _, path := range []string{"/clock", "/tokens/" + demo + "/clock"} {
			c.refused(status, "POST "+path, body)
		}
	}
	for body, where := range map[string]string{`{"advance":"27"}`: "body.advance: must be a duration", `{"rate":1e2}`: "the field rate must"} {
		if problem := c.refused(422, "POST /clock", body); !strings.Contains(problem.Error(), where) {
			t.Errorf("%s: %v", body, problem)
		}
	}
	if got := c.do("GET /clock", "")["latest"]; got != "2026-01-01T00:00:00.000Z" {
		t.Errorf("the clock is at %v", got)
	}
	c.do("POST /clock", `{"set":"2225-12-31T23:59:59Z"}`) // the end is near
	for range 3 {
		c.do("POST /tokens/"+demo+"/code", "")
	}
}
