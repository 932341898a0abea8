package tokens_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/web/tokens"
)

const screenPath = "/tokens/" + demo + "/screen"

// A wait whose condition holds is answered at once.
func TestWaitAtOnce(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for _, step := range []struct{ query, lcd string }{
		{"", ""}, {"?wait=off", ""}, {"press", ""}, {"?wait=lit", "755224"}, {"?wait=change&after=0", "755224"}, {"?wait=lit&after=0", "755224"},
	} {
		if step.query == "press" {
			c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`)
			continue
		}
		if got := c.do("GET "+screenPath+step.query, "")["lcd"]; got != step.lcd {
			t.Errorf("%s: %v", step.query, got)
		}
	}
}

// waiting sends a request in the background. The channel gets the answer's status and body.
func (c client) waiting(request string) <-chan *httptest.ResponseRecorder {
	answer := make(chan *httptest.ResponseRecorder, 1)
	go func() { answer <- c.send(request, "") }()
	synctest.Wait()
	return answer
}

// A wait ends with the change that it waits for, whoever makes it.
func TestWaitForChange(t *testing.T) {
	for query, changes := range map[string][]struct{ request, body string }{
		"?wait=lit":            {{"button", `{"action":"press"}`}},
		"?wait=change":         {{"button", `{"action":"press"}`}},
		"?wait=change&after=1": {{"button", `{"action":"press"}`}, {"clock", `{"advance":"27s"}`}},
		"?wait=lit&after=1":    {{"code", ""}, {"code", ""}},
		"?wait=off&after=0":    {{"code", ""}, {"clock", `{"advance":"1h"}`}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := virtual(t)
			c.demoToken()
			answer := c.waiting("GET " + screenPath + query)
			for _, change := range changes {
				select {
				case w := <-answer:
					t.Fatalf("%s: answered before %s: %s", query, change.request, w.Body)
				default:
				}
				c.do("POST /tokens/"+demo+"/"+change.request, change.body)
				synctest.Wait()
			}
			if w := <-answer; w.Code != 200 {
				t.Errorf("%s: %d %s", query, w.Code, w.Body)
			}
		})
	}
}

// On the real clock, the screen goes off by itself, and all who wait for that are answered then.
func TestWaitOnRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.demoToken()
		c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`)
		began := time.Now()
		first, second := c.waiting("GET "+screenPath+"?wait=off"), c.waiting("GET "+screenPath+"?wait=change&timeout=1m")
		if w := <-first; w.Code != 200 || time.Since(began) != 27*time.Second {
			t.Errorf("after %v: %d %s", time.Since(began), w.Code, w.Body)
		}
		if w := <-second; w.Code != 200 || time.Since(began) != 27*time.Second {
			t.Errorf("after %v: %d %s", time.Since(began), w.Code, w.Body)
		}

		// at ten times the speed, and with the button down
		c.do("POST /tokens/"+demo+"/clock", `{"rate":10}`)
		c.do("POST /tokens/"+demo+"/button", `{"action":"down"}`)
		began = time.Now()
		if got := c.do("GET "+screenPath+"?wait=lit", "")["lcd"]; got != "888888" || time.Since(began) != 400*time.Millisecond {
			t.Errorf("after %v: %v", time.Since(began), got)
		}
	})
}

// A wait that is in vain ends with its time-out, which is real time, or with the token, the client or the server.
func TestWaitInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := virtual(t)
		c.demoToken()
		for query, want := range map[string]time.Duration{"?wait=lit": 30 * time.Second, "?wait=lit&timeout=1m": time.Minute, "?wait=change&timeout=1ms": time.Millisecond} {
			began := time.Now()
			if problem := c.refused(408, "GET "+screenPath+query, ""); time.Since(began) != want || problem.Advice == "" {
				t.Errorf("%s: %v after %v", query, problem, time.Since(began))
			}
		}
		answer := c.waiting("GET " + screenPath + "?wait=lit")
		c.do("DELETE /tokens/"+demo, "")
		if w := <-answer; w.Code != 404 {
			t.Errorf("a wait on a deleted token: %d %s", w.Code, w.Body)
		}

		c.demoToken()
		gone, leave := context.WithCancel(t.Context())
		session, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		defer leave()
		for want, ctx := range map[string]context.Context{"the client has closed the connection": gone, "the session has ended": session} {
			w := httptest.NewRecorder()
			ended := make(chan bool)
			go func() {
				c.server.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/api/v1"+screenPath+"?wait=lit", nil))
				close(ended)
			}()
			synctest.Wait()
			if ctx == gone {
				leave()
			}
			if <-ended; w.Code != 503 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %s", want, w.Code, w.Body)
			}
		}
	})
}

func TestWaitRefuses(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for query, location := range map[string]string{
		"?wait=dark": "query.wait", "?after=1": "query.after", "?timeout=1s": "query.timeout", "?wait=lit&timeout=61s": "query.timeout",
		"?wait=lit&timeout=-1s": "query.timeout", "?wait=lit&timeout=1": "query.timeout", "?wait=lit&timeout=0s": "query.timeout", "?timeout=0s": "query.timeout", "?wait=lit&after=-1": "query.after", "?wiat=lit": "query",
	} {
		if problem := c.refused(422, "GET "+screenPath+query, ""); len(problem.Errors) != 1 || problem.Errors[0].Location != location {
			t.Errorf("%s: %+v", query, problem)
		}
	}
}

// A code on the real clock does not wait, and the calendar stays right.
func TestCodeLeavesTheCalendar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, func(o *tokens.Options) { o.Profiles = nil })
		c.do("POST /tokens", `{"serial":"T","type":"time"}`)
		began := time.Now()
		first := c.do("POST /tokens/T/code", "")
		second := c.do("POST /tokens/T/code", "")
		if first["code"] != second["code"] || second["counter"] != 2.0 || time.Since(began) != 0 {
			t.Errorf("%v, then %v, after %v", first, second, time.Since(began))
		}
		if got, want := c.do("GET /tokens/T/clock", "")["time"], began.UTC().Format("2006-01-02T15:04:05.000Z"); got != want {
			t.Errorf("the clock shows %v, want %s", got, want)
		}
	})
}
