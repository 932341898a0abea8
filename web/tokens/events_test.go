package tokens_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/web/tokens"
)

// stream is a response that is read while it is being written.
type stream struct {
	header http.Header
	leave  context.CancelFunc
	ended  chan struct{}

	mu   sync.Mutex
	text bytes.Buffer
}

func (s *stream) Header() http.Header { return s.header }
func (s *stream) WriteHeader(int)     {}
func (s *stream) Flush()              {}
func (s *stream) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(data)
}

// follow opens an event stream in a synctest bubble.
func (c client) follow(path, lastID string) *stream {
	ctx, leave := context.WithCancel(c.t.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1"+path, nil)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	s := &stream{header: http.Header{}, leave: leave, ended: make(chan struct{})}
	go func() {
		c.server.ServeHTTP(s, r)
		close(s.ended)
	}()
	synctest.Wait()
	return s
}

// close ends the stream.
func (s *stream) close() { s.leave(); <-s.ended }

// each calls do with what has arrived: the name and the data of each event, and the id, "" if it has none.
func (s *stream) each(do func(id, name string, data []byte)) {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for text := range strings.SplitSeq(s.text.String(), "\n\n") {
		event := map[string]string{}
		for line := range strings.Lines(text) {
			field, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			event[field] = value
		}
		do(event["id"], event["event"], []byte(event["data"]))
	}
}

// events returns what has arrived, in short, and the id of the last event.
func (s *stream) events(t *testing.T) (events []string, lastID string) {
	t.Helper()
	s.each(func(id, name string, text []byte) {
		if id != "" {
			lastID = id
		}
		if len(text) == 0 {
			return
		}
		var data struct {
			ID, Serial, LCD string
			Seq             uint64
			Count           uint64
		}
		if err := json.Unmarshal(text, &data); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if name == "missed" {
			events = append(events, fmt.Sprintf("missed %d", data.Count))
			return
		}
		if !strings.HasPrefix(data.ID, strings.ToLower(data.Serial)+"-") {
			t.Errorf("event of %s has the serial %s", data.ID, data.Serial)
		}
		events = append(events, fmt.Sprintf("%s %s %d %s", name, data.Serial, data.Seq, data.LCD))
	})
	return events, lastID
}

// A stream gets the events of its token, in order; that of all tokens gets all.
func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := virtual(t)
		c.demoToken()
		one, all := c.follow("/tokens/"+demo+"/events", ""), c.follow("/events", "")
		defer one.close()
		defer all.close()
		c.do("POST /tokens", `{"serial":"B","secret":{"hex":"3132333435363738393031323334353637383930"},"first_moving_factor":0}`)
		c.do("POST /tokens/"+demo+"/code", "")
		c.do("POST /tokens/B/code", "")
		c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`) // ignored
		c.do("POST /tokens/"+demo+"/code", "")
		c.do("POST /tokens/B/clock", `{"advance":"1h"}`)
		c.do("DELETE /tokens/B", "")

		got, _ := all.events(t)
		want := []string{
			"created B 0 ", "screen 000000000000 1 755224", "screen B 1 755224", "screen 000000000000 2 ", "screen 000000000000 3 287082",
			"screen B 2 ", "changed B 2 ", "deleted B 2 ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		got, _ = one.events(t)
		if diff := cmp.Diff([]string{want[1], want[3], want[4]}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// The streams tell when the button goes down and comes up, whoever moves it. Only screens have new numbers.
func TestButtonEvents(t *testing.T) {
	for name, test := range map[string]struct {
		requests []string // and their bodies
		want     []string
	}{
		"down, up":         {[]string{"button", `{"action":"down"}`, "button", `{"action":"up"}`}, []string{"button down 0", "screen up 1", "button up 1"}},
		"down, time, up":   {[]string{"button", `{"action":"down"}`, "clock", `{"advance":"4s"}`, "button", `{"action":"up"}`}, []string{"button down 0", "screen down 1", "changed down 1", "button up 1"}},
		"hold":             {[]string{"button", `{"action":"hold"}`}, []string{"button down 0", "screen down 1", "button up 1"}},
		"counter screen":   {[]string{"counter-screen", ""}, []string{"button down 0", "screen down 1", "button up 1", "screen up 2"}},
		"press":            {[]string{"button", `{"action":"press"}`}, []string{"screen up 1"}},
		"down twice":       {[]string{"button", `{"action":"down"}`, "button", `{"action":"down"}`}, []string{"button down 0"}},
		"up without down":  {[]string{"button", `{"action":"up"}`}, nil},
		"press while down": {[]string{"button", `{"action":"down"}`, "button", `{"action":"press"}`}, []string{"button down 0", "screen up 1", "button up 1"}},
		"reset while down": {[]string{"button", `{"action":"down"}`, "reset", ""}, []string{"button down 0", "button up 0"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := virtual(t)
			c.demoToken()
			s := c.follow("/tokens/"+demo+"/events", "")
			defer s.close()
			for i := 0; i < len(test.requests); i += 2 {
				c.do("POST /tokens/"+demo+"/"+test.requests[i], test.requests[i+1])
			}
			if diff := cmp.Diff(test.want, s.buttons(t)); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
		})
	}
}

// buttons returns what has arrived, each with the button and the number of the screen.
func (s *stream) buttons(t *testing.T) (events []string) {
	t.Helper()
	s.each(func(_, name string, text []byte) {
		if len(text) == 0 {
			return
		}
		var event tokens.Event
		if err := json.Unmarshal(text, &event); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		events = append(events, fmt.Sprintf("%s %s %d", name, map[bool]string{true: "down", false: "up"}[event.Down], event.Seq))
	})
	return events
}

// On the real clock, a screen that goes off by itself is an event, at the right time.
func TestEventsOnRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t)
		c.demoToken()
		s := c.follow("/tokens/"+demo+"/events", "")
		defer s.close()
		c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`)
		for _, step := range []struct {
			wait time.Duration
			want string
		}{
			{27*time.Second - 1, "[screen 000000000000 1 755224]"}, {1, "[screen 000000000000 1 755224 screen 000000000000 2 ]"},
		} {
			<-time.After(step.wait)
			if got, _ := s.events(t); fmt.Sprint(got) != step.want {
				t.Errorf("%v", got)
			}
		}
	})
}

// A client that comes back gets what it has missed.
func TestEventsResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := virtual(t)
		c.demoToken()
		first := c.follow("/tokens/"+demo+"/events", "")
		c.do("POST /tokens/"+demo+"/code", "")
		_, lastID := first.events(t)
		first.close()
		c.do("POST /tokens/"+demo+"/code", "")
		second := c.follow("/tokens/"+demo+"/events", lastID)
		defer second.close()
		c.do("POST /tokens/"+demo+"/code", "")
		got, _ := second.events(t)
		want := []string{"screen 000000000000 2 ", "screen 000000000000 3 287082", "screen 000000000000 4 ", "screen 000000000000 5 359152"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		third := c.follow("/events", "of-another-server")
		defer third.close()
		if got, _ := third.events(t); fmt.Sprint(got) != "[missed 0]" {
			t.Errorf("after a restart: %v", got)
		}
	})
}

func TestEventsRefuse(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	if problem := c.refused(404, "GET /tokens/00000000000/events", ""); problem.Advice != "did you mean 000000000000?" {
		t.Error(problem)
	}
	for _, path := range []string{"/tokens/" + demo + "/events", "/events"} {
		c.refused(422, "GET "+path+"?after=1", "")
	}
}

// The history has what the button did and the screens, in the order in which they happened.
func TestHistory(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	c.do("POST /tokens/"+demo+"/button", `{"action":"press"}`)
	c.do("POST /tokens/"+demo+"/clock", `{"advance":"1m"}`)
	c.do("POST /tokens/"+demo+"/button", `{"action":"hold"}`)
	c.do("POST /tokens/"+demo+"/button", `{"action":"press","times":4}`)
	c.do("POST /tokens/"+demo+"/code", "")
	c.do("POST /tokens/"+demo+"/button", `{"action":"down"}`)
	c.do("POST /tokens/"+demo+"/clock", `{"advance":"1s"}`)
	c.do("POST /tokens/"+demo+"/button", `{"action":"up"}`)

	var got []string
	for _, one := range c.do("GET /tokens/"+demo+"/history", "")["entries"].([]any) {
		e := one.(map[string]any)
		got = append(got, fmt.Sprintf("%s %v %v %v %v %v", e["time"].(string)[14:19], e["seq"], e["action"], e["lcd"], e["counter"], e["moving_factor"]))
	}
	none := "<nil>"
	want := []string{
		"00:00 0 press " + none + " " + none + " " + none,
		"00:00 1 " + none + " 755224 1 0",
		"00:27 2 " + none + "  " + none + " " + none,
		"01:00 2 down " + none + " " + none + " " + none,
		"01:04 3 " + none + " 888888 " + none + " " + none,
		"01:04 3 up " + none + " " + none + " " + none,
		"01:04 3 press " + none + " " + none + " " + none,
		"01:04 3 press " + none + " " + none + " " + none,
		"01:04 3 press " + none + " " + none + " " + none,
		"01:04 3 press " + none + " " + none + " " + none,
		"01:04 4 " + none + " F00001 1 " + none,
		"01:31 5 " + none + "  " + none + " " + none,
		"01:31 5 press " + none + " " + none + " " + none,
		"01:31 6 " + none + " 287082 2 1",
		"01:31 6 down " + none + " " + none + " " + none,
		"01:32 6 up " + none + " " + none + " " + none, // ignored, as the code is lit
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w := c.send("DELETE /tokens/"+demo+"/history", ""); w.Code != 204 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := text(c.do("GET /tokens/"+demo+"/history", "")); got != `{"dropped":0,"entries":[]}` {
		t.Error(got)
	}
}

// The history is bounded: the oldest entries are lost, and counted.
func TestHistoryIsBounded(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	for range 3370 {
		c.do("POST /tokens/"+demo+"/code", "") // a press, a code, and off from the second on
	}
	history := c.do("GET /tokens/"+demo+"/history", "")
	entries := history["entries"].([]any)
	last, first := entries[len(entries)-1].(map[string]any), entries[0].(map[string]any)
	if len(entries) != 10_000 || history["dropped"] != 109.0 || last["seq"] != 6739.0 || last["counter"] != 3370.0 || first["seq"] != 73.0 {
		t.Errorf("%d entries from %v to %v, %v dropped", len(entries), first, last, history["dropped"])
	}
}

// The history has exact numbers, however far they jump, and also after the oldest entries were lost.
func TestHistoryIsExact(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Start = time.Date(1969, 12, 31, 23, 59, 0, 1e6, time.UTC) })
	c.do("POST /tokens", `{"serial":"far","first_moving_factor":5,"secret":{"hex":"3132333435363738393031323334353637383930"}}`)
	var want []string
	for i := range 850 {
		for _, counter := range []uint64{1 << 62, 0, 1<<53 + 1, uint64(i)} {
			c.do("PUT /tokens/far/state", fmt.Sprintf(`{"counter":%d}`, counter))
			var code tokens.Code
			if err := json.Unmarshal(c.send("POST /tokens/far/code", "").Body.Bytes(), &code); err != nil {
				t.Fatal(err)
			}
			want = append(want, fmt.Sprint(code.Seq, code.Code, code.Counter, code.Factor))
		}
	}
	var history tokens.History
	if err := json.Unmarshal(c.send("GET /tokens/far/history", "").Body.Bytes(), &history); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range history.Entries {
		if e.State == "code" {
			got = append(got, fmt.Sprint(e.Seq, *e.LCD, *e.Counter, *e.Factor))
		}
		if text(e.Time) != `"1969-12-31T23:59:00.001Z"` {
			t.Errorf("%s", text(e))
		}
	}
	if diff := cmp.Diff(want[len(want)-len(got):], got); diff != "" || len(got) < 3000 || history.Dropped == 0 {
		t.Error(diff)
	}
}
