package rehearsals_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/web"
	"etokenpass/web/rehearsals"
)

// stream is a browser that follows a view.
type stream struct {
	t      *testing.T
	view   rehearsals.View
	lang   locale.Language
	lines  []rehearsals.Line
	state  rehearsals.State // the last one
	events *bufio.Scanner
	close  func() error
}

// follow opens a stream. It returns when the server knows of it.
func follow(t *testing.T, address string, view rehearsals.View, lang locale.Language) *stream {
	t.Helper()
	response, err := http.Get(fmt.Sprintf("%s/events?view=%s&lang=%s", address, view, lang))
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{t: t, view: view, lang: lang, events: bufio.NewScanner(response.Body), close: response.Body.Close}
	t.Cleanup(func() { _ = s.close() })
	for s.events.Scan() && !strings.HasPrefix(s.events.Text(), "id: ") {
	}
	return s
}

// until reads events until one has a state that is wanted.
func (s *stream) until(wanted func(rehearsals.State) bool) {
	s.t.Helper()
	name := ""
	for s.events.Scan() {
		field, value, _ := strings.Cut(s.events.Text(), ": ")
		switch field {
		case "event":
			name = value
		case "data":
			if s.take(name, []byte(value)); name == "state" && wanted(s.state) {
				return
			}
		}
	}
	s.t.Errorf("%s, %s: the stream has ended: %v", s.view, s.lang, s.events.Err())
}

func (s *stream) take(name string, data []byte) {
	s.t.Helper()
	var line rehearsals.Line
	into := any(&line)
	if name == "state" {
		s.state = rehearsals.State{}
		into = &s.state
	}
	if err := json.Unmarshal(data, into); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	if name == "line" {
		s.lines = append(s.lines, line)
	}
}

// Fifty browsers follow a rehearsal: each gets the lines of its view, in its language, and the last state.
func TestFiftyStreams(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	server := httptest.NewServer(s.server)
	defer server.Close()
	defer s.server.Close() //nolint:errcheck // it keeps nothing
	before := map[string]int{}
	var streams []*stream
	for i := range 50 {
		view, lang := rehearsals.Views()[i%4], locale.Languages()[i/4%2]
		streams = append(streams, follow(t, server.URL+"/"+s.code, view, lang))
		before[string(view)+string(lang)] = len(s.view(view, lang).Lines)
	}
	watcher := follow(t, server.URL+"/"+s.code, rehearsals.WatchView, locale.English)
	want := map[rehearsals.View]int{rehearsals.CustomerView: 13, rehearsals.SupportView: 13, rehearsals.BothView: 12, rehearsals.WatchView: 13}
	if present := s.now(rehearsals.WatchView).State.Present; !maps.Equal(present, want) {
		t.Errorf("present: %v, want %v", present, want)
	}

	for range 20 {
		s.button("press")
		s.wait(30 * time.Second)
		s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", Text: "F00056"})
		s.act(rehearsals.SupportView, rehearsals.Act{Do: "ask", Item: "serial"})
		s.act(rehearsals.CustomerView, rehearsals.Act{Do: "turn"})
	}
	s.act(rehearsals.SupportView, rehearsals.Act{Do: "give_up"})

	for _, each := range streams {
		each.until(func(state rehearsals.State) bool { return state.Ended })
		now := s.view(each.view, each.lang)
		if all := now.Lines[before[string(each.view)+string(each.lang)]:]; !slices.Equal(each.lines, all) {
			t.Errorf("%s, %s: %d lines, want %d:\n%+v\n%+v", each.view, each.lang, len(each.lines), len(all), each.lines, all)
		}
		_ = each.close()
	}
	watcher.until(func(state rehearsals.State) bool {
		return state.Present[rehearsals.WatchView] == 1 && sum(state.Present) == 1
	})
}

func sum(counts map[rehearsals.View]int) (sum int) {
	for _, count := range counts {
		sum += count
	}
	return sum
}

// slowBrowser is a response that takes nothing until it is released.
type slowBrowser struct {
	header   http.Header
	release  chan struct{}
	asked    chan struct{} // closed when something is written for the first time
	askOnce  sync.Once
	mu       sync.Mutex
	received bytes.Buffer
}

func newSlowBrowser() *slowBrowser {
	return &slowBrowser{header: http.Header{}, release: make(chan struct{}), asked: make(chan struct{})}
}

func (b *slowBrowser) Header() http.Header { return b.header }
func (b *slowBrowser) WriteHeader(int)     {}
func (b *slowBrowser) Flush()              {}

func (b *slowBrowser) Write(data []byte) (int, error) {
	b.askOnce.Do(func() { close(b.asked) })
	<-b.release
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.received.Write(data)
}

func (b *slowBrowser) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.received.String()
}

// Playing never waits for a browser that takes nothing. When it takes something again, it learns that it
// has missed events.
func TestSlowBrowser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, "")
		s.open(rehearsals.Opening{Exercise: "pocket-presses"})
		slow := newSlowBrowser()
		go s.server.ServeHTTP(slow, httptest.NewRequest(http.MethodGet, "/"+s.code+"/events?view=both&lang=en", nil))
		<-slow.asked
		for range 300 {
			s.act(rehearsals.BothView, rehearsals.Act{Do: "turn"})
		}
		close(slow.release)
		synctest.Wait()
		if text := slow.text(); strings.Count(text, "event: missed") != 1 || !strings.Contains(text, `event: state`) {
			t.Errorf("it got %.2000s", text)
		}
		if err := s.server.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// running is a clock that runs as the real one does.
type running struct{ clock }

func (*running) Now() time.Time { return time.Now() }

func (c *running) State() web.Clock {
	return web.Clock{Kind: web.RealClock, Time: web.Timestamp(c.Now()), Rate: 1}
}

// On a clock that runs, browsers learn of a screen that goes off by itself, to the second.
func TestScreenGoesOffByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := rehearsals.New(rehearsals.Options{Base: "/rehearsals", Clock: &running{}})
		if err != nil {
			t.Fatal(err)
		}
		s := &school{T: t, server: server}
		s.open(rehearsals.Opening{Exercise: "pocket-presses"})
		browser := newSlowBrowser()
		close(browser.release)
		go server.ServeHTTP(browser, httptest.NewRequest(http.MethodGet, "/"+s.code+"/events?view=customer&lang=en", nil))
		synctest.Wait()
		s.button("press") // the rehearsal is ahead by the time that it takes
		for _, test := range []struct {
			after time.Duration
			off   int
		}{{26*time.Second + 999*time.Millisecond, 0}, {time.Millisecond, 1}} {
			<-time.After(test.after)
			synctest.Wait()
			if got := strings.Count(browser.text(), `"state":"off","seq":2`); got != test.off {
				t.Errorf("%d states in which it is off, want %d", got, test.off)
			}
		}
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// A clock that stands still and is moved is a new state, even if nothing else is.
func TestClockIsMoved(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses"})
	server := httptest.NewServer(s.server)
	defer server.Close()
	defer s.server.Close() //nolint:errcheck // it keeps nothing
	browser := follow(t, server.URL+"/"+s.code, rehearsals.BothView, locale.English)
	s.wait(time.Minute)
	browser.until(func(state rehearsals.State) bool { return state.At == time.Minute.Milliseconds() })
}

// A browser that comes back gets the present; which events it knew does not matter.
func TestBrowserComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, "")
		s.open(rehearsals.Opening{Exercise: "pocket-presses"})
		s.act(rehearsals.BothView, rehearsals.Act{Do: "turn"})
		browser := newSlowBrowser()
		close(browser.release)
		request := httptest.NewRequest(http.MethodGet, "/"+s.code+"/events?view=both&lang=en", nil)
		request.Header.Set("Last-Event-ID", "of-another-server-7")
		go s.server.ServeHTTP(browser, request)
		synctest.Wait()
		if text := browser.text(); !strings.Contains(text, "event: missed") {
			t.Errorf("it got %s", text)
		}
		if err := s.server.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
