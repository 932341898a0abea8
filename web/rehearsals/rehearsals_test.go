package rehearsals_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/web"
	"etokenpass/web/rehearsals"
)

// clock is the bank's clock. It moves only on request.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) State() web.Clock {
	return web.Clock{Kind: web.VirtualClock, Time: web.Timestamp(c.Now())}
}

func (c *clock) Change(change web.ClockChange) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(change.Advance.Duration)
	return nil
}

// school is a server of rehearsals.
type school struct {
	*testing.T
	server         *rehearsals.Server
	clock          *clock
	code, exercise string // of the last rehearsal that was opened
}

// start starts a server that keeps its rehearsals in a folder; "": in memory.
func start(t *testing.T, folder string) *school {
	t.Helper()
	return startAt(t, folder, time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC))
}

func startAt(t *testing.T, folder string, now time.Time) *school {
	t.Helper()
	clock := &clock{now: now}
	server, err := rehearsals.New(rehearsals.Options{Base: "/rehearsals", Folder: folder, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return &school{T: t, server: server, clock: clock}
}

// open opens a rehearsal.
func (s *school) open(opening rehearsals.Opening) {
	s.Helper()
	if opening.Seed == "" {
		opening.Seed = "test"
	}
	code, err := s.server.Open(opening, locale.English)
	if err != nil {
		s.Fatal(err)
	}
	s.code, s.exercise = code, opening.Exercise
}

// wait lets time pass.
func (s *school) wait(d time.Duration) {
	_ = s.clock.Change(web.ClockChange{Advance: &web.Duration{Duration: d}})
	s.server.ClockMoved()
}

// ask sends a request about the rehearsal.
func (s *school) ask(method, path, body string) *httptest.ResponseRecorder {
	s.Helper()
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, httptest.NewRequest(method, "/"+s.code+path, strings.NewReader(body)))
	return w
}

// now returns what a view shows, in English.
func (s *school) now(view rehearsals.View) rehearsals.Now {
	s.Helper()
	return s.view(view, locale.English)
}

func (s *school) view(view rehearsals.View, language locale.Language) (now rehearsals.Now) {
	s.Helper()
	answer := s.ask(http.MethodGet, "/now?lang="+string(language)+"&view="+string(view), "")
	if err := json.Unmarshal(answer.Body.Bytes(), &now); err != nil || answer.Code != http.StatusOK {
		s.Fatalf("%d %v", answer.Code, err)
	}
	return now
}

// act does something at a view, which must be possible.
func (s *school) act(view rehearsals.View, act rehearsals.Act) {
	s.Helper()
	if answer := s.try(view, act); answer.Code != http.StatusOK {
		s.Fatalf("%s %+v: %d %s", view, act, answer.Code, answer.Body)
	}
}

func (s *school) try(view rehearsals.View, act rehearsals.Act) *httptest.ResponseRecorder {
	s.Helper()
	body, err := json.Marshal(act)
	if err != nil {
		s.Fatal(err)
	}
	return s.ask(http.MethodPost, "/act?lang=en&view="+string(view), string(body))
}

// button uses the button of the token in the customer's hand, and returns what the LCD shows.
func (s *school) button(action string) string {
	s.Helper()
	serial := s.now(rehearsals.CustomerView).State.Fob.Serial
	answer := s.ask(http.MethodPost, "/fob/tokens/"+serial+"/button", `{"action":"`+action+`"}`)
	var screen struct{ LCD string }
	if err := json.Unmarshal(answer.Body.Bytes(), &screen); err != nil || answer.Code != http.StatusOK {
		s.Fatalf("%s: %d %s", action, answer.Code, answer.Body)
	}
	return screen.LCD
}

// A real hold: the button stays down for as long as the person holds it.
func TestHold(t *testing.T) {
	for _, test := range []struct {
		held time.Duration
		want string
	}{
		{3900 * time.Millisecond, ""}, // a code
		{4 * time.Second, "888888"},
	} {
		s := start(t, "")
		s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
		s.button("down")
		s.wait(test.held)
		if got := s.button("up"); test.want != "" && got != test.want || test.want == "" && len(strings.Trim(got, "0123456789")) != 0 {
			t.Errorf("held for %v: the LCD shows %q, want %q", test.held, got, test.want)
		}
	}
}

// Each view shows its side, and a watcher both.
func TestViews(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", By: "customer", Text: "Hello, I am Ivanova of Romashka."})
	s.act(rehearsals.SupportView, rehearsals.Act{Do: "ask", Item: "serial"})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "turn"})
	for view, want := range map[rehearsals.View]struct {
		fob, back bool
		steps     int
	}{
		rehearsals.CustomerView: {true, true, 0},
		rehearsals.SupportView:  {false, false, 0},
		rehearsals.BothView:     {true, true, 0},
		rehearsals.WatchView:    {true, true, 9},
	} {
		now := s.now(view)
		sees := false
		for _, line := range now.Lines {
			sees = sees || strings.Contains(line.Text, "000500040815")
		}
		if (now.State.Fob != nil) != want.fob || sees != want.back || len(now.State.Steps) != want.steps {
			t.Errorf("%s: fob %v, sees the serial %v, %d steps", view, now.State.Fob != nil, sees, len(now.State.Steps))
		}
		if call := now.State.Call; call == nil || call.Name != "Ivanova" || call.Organisation != "Romashka" {
			t.Errorf("%s: the call is %+v", view, call)
		}
	}
}

// A view does what its side does.
func TestSides(t *testing.T) {
	for _, test := range []struct {
		view rehearsals.View
		act  rehearsals.Act
		want int
	}{
		{rehearsals.CustomerView, rehearsals.Act{Do: "turn"}, http.StatusOK},
		{rehearsals.SupportView, rehearsals.Act{Do: "turn"}, http.StatusForbidden},
		{rehearsals.WatchView, rehearsals.Act{Do: "turn"}, http.StatusForbidden},
		{rehearsals.CustomerView, rehearsals.Act{Do: "ask", Item: "serial"}, http.StatusForbidden},
		{rehearsals.CustomerView, rehearsals.Act{Do: "talk", By: "support", Text: "Hello"}, http.StatusForbidden},
		{rehearsals.WatchView, rehearsals.Act{Do: "talk", By: "customer", Text: "Hello"}, http.StatusForbidden},
		{rehearsals.WatchView, rehearsals.Act{Do: "advise", To: "customer", Text: "Turn it over"}, http.StatusOK},
		{rehearsals.CustomerView, rehearsals.Act{Do: "advise", To: "support", Text: "Hurry"}, http.StatusForbidden},
		{rehearsals.WatchView, rehearsals.Act{Do: "hint"}, http.StatusForbidden},
		{rehearsals.SupportView, rehearsals.Act{Do: "say", Serial: "1"}, http.StatusForbidden}, // there is a text line
		{rehearsals.CustomerView, rehearsals.Act{Do: "say"}, http.StatusUnprocessableEntity},
		{rehearsals.CustomerView, rehearsals.Act{Do: "say", Serial: strings.Repeat("1", 301)}, http.StatusUnprocessableEntity},
		{rehearsals.CustomerView, rehearsals.Act{Do: "say", Name: "a\nb"}, http.StatusUnprocessableEntity},
		{rehearsals.CustomerView, rehearsals.Act{Do: "take", Serial: "1"}, http.StatusConflict},
		{rehearsals.SupportView, rehearsals.Act{Do: "hang_up"}, http.StatusConflict},
		{rehearsals.CustomerView, rehearsals.Act{Do: "sync"}, http.StatusUnprocessableEntity},
	} {
		s := start(t, "")
		s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
		if answer := s.try(test.view, test.act); answer.Code != test.want {
			t.Errorf("%s %+v: %d, want %d: %s", test.view, test.act, answer.Code, test.want, answer.Body)
		}
	}
}
