package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/web"
)

// press is the data of events in these tests.
type press struct {
	N int `json:"n" doc:"Which press." example:"3"`
}

// sent is an event as a client reads it.
type sent struct{ ID, Name, Data string }

// client reads an event stream.
type client struct {
	lines *bufio.Reader
	close func() error
}

// next returns the next event, or the next id without data as an event without a name. Comments
// have the name ":".
func (c *client) next() (sent, error) {
	var e sent
	for {
		line, err := c.lines.ReadString('\n')
		if err != nil {
			return e, err
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "id":
			e.ID = value
		case "event":
			e.Name = value
		case "data":
			e.Data = value
		case ":":
			e.Name = ":"
		case "":
			return e, nil
		}
	}
}

// take returns so many events.
func (c *client) take(t *testing.T, count int) (all []sent) {
	t.Helper()
	for range count {
		e, err := c.next()
		if err != nil {
			t.Fatalf("after %v: %v", all, err)
		}
		all = append(all, e)
	}
	return all
}

// pipe is a response that its client reads without a network, so that synctest controls the time.
type pipe struct {
	net.Conn
	header http.Header
}

func (p pipe) Header() http.Header { return p.header }
func (p pipe) WriteHeader(int)     {}
func (p pipe) FlushError() error   { return nil }

// open opens a stream of a hub in a synctest bubble. ended is closed when the server's side ends.
func open(ctx context.Context, hub *web.Hub[press], topic, lastID string) (c *client, ended chan struct{}) {
	here, there := net.Pipe()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if err != nil {
		panic(err)
	}
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	ended = make(chan struct{})
	go func() {
		defer close(ended)
		defer there.Close() //nolint:errcheck // a pipe
		hub.Serve(pipe{there, http.Header{}}, request, topic)
	}()
	return &client{bufio.NewReader(here), here.Close}, ended
}

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{})
		hub.Publish("a", "press", press{1})
		all, _ := open(t.Context(), hub, "", "")
		one, _ := open(t.Context(), hub, "a", "")
		begin := []sent{{ID: hub.ID(1)}}
		for _, c := range []*client{all, one} {
			if diff := cmp.Diff(begin, c.take(t, 1)); diff != "" {
				t.Error(diff)
			}
		}
		hub.Publish("a", "press", press{2})
		hub.Publish("b", "press", press{3})
		hub.Publish("a", "release", press{4})
		want := []sent{{hub.ID(2), "press", `{"n":2}`}, {hub.ID(3), "press", `{"n":3}`}, {hub.ID(4), "release", `{"n":4}`}}
		if diff := cmp.Diff(want, all.take(t, 3)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]sent{want[0], want[2]}, one.take(t, 2)); diff != "" {
			t.Error(diff)
		}
		hub.Close()
		for _, c := range []*client{all, one} {
			if e, err := c.next(); !errors.Is(err, io.EOF) {
				t.Errorf("after Close: %v, %v", e, err)
			}
		}
	})
}

func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{Past: 4})
		for n := range 10 { // 7 to 10 are kept
			hub.Publish([]string{"a", "b"}[n%2], "press", press{n + 1})
		}
		event := func(n int) sent { return sent{hub.ID(uint64(n)), "press", fmt.Sprintf(`{"n":%d}`, n)} }
		missed := func(text string) sent { return sent{"", "missed", text} }
		for _, test := range []struct {
			topic, lastID string
			want          []sent
		}{
			{"", "", nil},
			{"", hub.ID(10), nil},
			{"", hub.ID(8), []sent{event(9), event(10)}},
			{"", hub.ID(6), []sent{event(7), event(8), event(9), event(10)}},
			{"", hub.ID(5), []sent{missed(`{"count":1}`), event(7), event(8), event(9), event(10)}},
			{"", hub.ID(0), []sent{missed(`{"count":6}`), event(7), event(8), event(9), event(10)}},
			{"b", hub.ID(7), []sent{event(8), event(10)}},
			{"b", hub.ID(4), []sent{missed(`{"count":2}`), event(8), event(10)}}, // at most 2
			{"c", hub.ID(7), nil},

			{"", hub.ID(11), []sent{missed(`{}`)}}, // not yet: an id of another hub
			{"", "00000000-8", []sent{missed(`{}`)}},
			{"", "8", []sent{missed(`{}`)}},
			{"", hub.ID(8) + "x", []sent{missed(`{}`)}},
			{"", strings.Repeat("9", 1000), []sent{missed(`{}`)}},
		} {
			ctx, cancel := context.WithCancel(t.Context())
			c, ended := open(ctx, hub, test.topic, test.lastID)
			got := c.take(t, len(test.want)+1)
			if diff := cmp.Diff(append(test.want, sent{ID: hub.ID(10)}), got); diff != "" {
				t.Errorf("%q after %q: %s", test.topic, test.lastID, diff)
			}
			cancel()
			<-ended
		}
	})
}

// A client that reads slowly gets what fits into its buffer, and then the number of what did not.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{Buffer: 3})
		slow, _ := open(t.Context(), hub, "", "")
		slow.take(t, 1)
		hub.Publish("", "press", press{1})
		synctest.Wait() // the stream is sending event 1, which is not read yet
		for n := 2; n <= 10; n++ {
			hub.Publish("", "press", press{n}) // does not wait for the client
		}
		want := []sent{
			{hub.ID(1), "press", `{"n":1}`}, {hub.ID(2), "press", `{"n":2}`}, {hub.ID(3), "press", `{"n":3}`}, {hub.ID(4), "press", `{"n":4}`},
			{"", "missed", `{"count":6}`},
		}
		if diff := cmp.Diff(want, slow.take(t, 5)); diff != "" {
			t.Error(diff)
		}
		hub.Publish("", "press", press{11})
		if diff := cmp.Diff([]sent{{hub.ID(11), "press", `{"n":11}`}}, slow.take(t, 1)); diff != "" {
			t.Error(diff)
		}
		hub.Close()
	})
}

// A client that reads nothing is dropped.
func TestDroppedReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{})
		start := time.Now()
		_, ended := open(t.Context(), hub, "", "")
		<-ended
		if took := time.Since(start); took != web.WriteTime { // the bubble's time
			t.Errorf("dropped after %v", took)
		}
		if hub.Readers() != 0 {
			t.Error("it still gets events")
		}
	})
}

// Comments keep a stream open while nothing happens.
func TestHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{})
		c, _ := open(t.Context(), hub, "", "")
		c.take(t, 1)
		start := time.Now()
		hub.Publish("", "press", press{1})
		c.take(t, 1)
		for n := 1; n <= 3; n++ {
			if got := c.take(t, 1); got[0].Name != ":" || time.Since(start) != time.Duration(n)*web.Heartbeat {
				t.Errorf("after %v: %v", time.Since(start), got)
			}
		}
		hub.Close()
	})
}

// A stream ends at once when its client is gone, even one that is being sent something.
func TestStreamEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{})
		for name, end := range map[string]func(*client, context.CancelFunc){
			"the connection is closed": func(c *client, _ context.CancelFunc) { _ = c.close() },
			"the request is cancelled": func(_ *client, cancel context.CancelFunc) { cancel() },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			c, ended := open(ctx, hub, "", "")
			synctest.Wait() // it is sending the beginning
			start := time.Now()
			end(c, cancel)
			<-ended
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s: it took %v", name, took)
			}
			cancel()
		}
	})
}

// timeLimit is the time for reading and for writing of the servers in these tests.
const timeLimit = time.Second

// A stream outlives the time limits of requests.
func TestOldStream(t *testing.T) {
	server, hub := streaming(t, web.HubConfig{})
	c, err := server.connect(t, "/events")
	if err != nil {
		t.Fatal(err)
	}
	<-time.After(timeLimit * 5 / 4)
	hub.Publish("", "press", press{1})
	c.take(t, 1)
	hub.Close()
	if e, err := c.next(); !errors.Is(err, io.EOF) { // its end is sent, too
		t.Errorf("at the end: %v, %v", e, err)
	}
}

// When a stream ends long after its last event, there is time to send the end of the response.
func TestTimeForTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{})
		here, there := net.Pipe()
		sentEnd := make(chan error, 1)
		go func() {
			hub.Serve(pipe{there, http.Header{}}, httptest.NewRequest(http.MethodGet, "/", nil), "")
			_, err := io.WriteString(there, "the end") // as net/http does
			sentEnd <- err
		}()
		c := &client{bufio.NewReader(here), here.Close}
		c.take(t, 1)
		<-time.After((web.WriteTime + web.Heartbeat) / 2) // the bubble's time
		hub.Close()
		if _, err := io.ReadFull(c.lines, make([]byte, len("the end"))); err != nil {
			t.Error(err)
		}
		if err := <-sentEnd; err != nil {
			t.Error(err)
		}
	})
}

// streaming is a server with the streams of a hub.
func streaming(t *testing.T, config web.HubConfig) (running, *web.Hub[press]) {
	t.Helper()
	hub := web.NewHub[press](config)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) { hub.Serve(w, r, "") })
	mux.HandleFunc("GET /events/{topic}", func(w http.ResponseWriter, r *http.Request) { hub.Serve(w, r, r.PathValue("topic")) })
	return serve(t, web.Config{}.WithTimes(0, timeLimit, timeLimit, 0), mux), hub
}

// connect opens a stream over the network and reads its beginning.
func (r running) connect(t *testing.T, path string) (*client, error) {
	t.Helper()
	response, err := http.Get(r.URL() + path)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		return nil, fmt.Errorf("%s: %s", response.Status, response.Header.Get("Content-Type"))
	}
	c := &client{bufio.NewReader(response.Body), response.Body.Close}
	_, err = c.next()
	return c, err
}

func TestMostStreams(t *testing.T) {
	streams := web.NewStreams(2)
	server, hub := streaming(t, web.HubConfig{Streams: streams})
	var clients []*client
	for range 2 {
		c, err := server.connect(t, "/events")
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	response, text := server.get(t, "/events")
	if p := problem(t, response, text, http.StatusServiceUnavailable); p.Problem != "too many event streams: at most 2 can be open" {
		t.Error(p.Problem)
	}
	if after := response.Header.Get("Retry-After"); after != "5" {
		t.Errorf("Retry-After is %q", after)
	}
	_ = clients[0].close()
	hub.Publish("", "press", press{1}) // whether or not the server has noticed
	clients[1].take(t, 1)
	until(t, "the stream is not counted any more", func() bool { return streams.Open() == 1 })
	if _, err := server.connect(t, "/events"); err != nil {
		t.Errorf("after one was closed: %v", err)
	}
}

func TestStreamHead(t *testing.T) {
	server, _ := streaming(t, web.HubConfig{})
	response, err := http.Head(server.URL() + "/events")
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("%v, %v", response, err)
	}
}

// A thousand streams get every event and end at once with the server, and nothing remains of
// them.
func TestThousandStreams(t *testing.T) {
	const count = 1000
	streams := web.NewStreams(count)
	server, hub := streaming(t, web.HubConfig{Streams: streams})
	var connected, done sync.WaitGroup
	problems := make(chan error, 2*count)
	for n := range count {
		connected.Add(1)
		done.Go(func() {
			c, err := server.connect(t, "/events")
			connected.Done()
			if err != nil {
				problems <- err
				return
			}
			for want := 1; want <= 3; want++ {
				e, err := c.next()
				if err != nil || e.Data != fmt.Sprintf(`{"n":%d}`, want) {
					problems <- fmt.Errorf("event %d: %v, %w", want, e, err)
				}
			}
			if n%2 == 0 {
				_ = c.close()
				return
			}
			if e, err := c.next(); !errors.Is(err, io.EOF) { // a clean end
				problems <- fmt.Errorf("at the end: %v, %w", e, err)
			}
		})
	}
	connected.Wait()
	if hub.Readers() != count {
		t.Errorf("%d streams get events", hub.Readers())
	}
	for n := range 3 {
		hub.Publish("", "press", press{n + 1})
	}
	until(t, "half of the clients have left", func() bool { return hub.Readers() <= count/2 || len(problems) > 0 })
	if err := server.stop(); err != nil {
		t.Error(err)
	}
	done.Wait()
	close(problems)
	for err := range problems {
		t.Error(err)
	}
	if streams.Open() != 0 || hub.Readers() != 0 {
		t.Errorf("%d streams are counted, and %d get events", streams.Open(), hub.Readers())
	}
	var goroutines strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&goroutines, 1); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(goroutines.String(), "web.(*stream)") || strings.Contains(goroutines.String(), "web.(*Hub") {
		t.Errorf("goroutines of streams remain:\n%s", goroutines.String())
	}
}

// Concurrent publishers, readers that come and go, and slow ones: each reader gets each number
// once and in order, or is told how many it missed.
func TestHubIsSafe(t *testing.T) {
	const publishers, each, readers = 8, 200, 16
	synctest.Test(t, func(t *testing.T) {
		hub := web.NewHub[press](web.HubConfig{Past: publishers * each, Buffer: 10})
		var reading, publishing sync.WaitGroup
		for r := range readers {
			topic := []string{"", "a"}[r%2]
			c, _ := open(t.Context(), hub, topic, "")
			c.take(t, 1)
			reading.Go(func() {
				total := 0
				for total < publishers*each {
					e, err := c.next()
					var missed web.Missed
					switch {
					case err != nil:
						t.Errorf("after %d: %v", total, err)
						return
					case e.Name == "missed":
						if err := json.Unmarshal([]byte(e.Data), &missed); err != nil {
							t.Error(err)
						}
						total += int(missed.Count)
					case e.Name == "press":
						total++
						if e.ID != hub.ID(uint64(total)) {
							t.Errorf("got %s after %d events", e.ID, total)
							return
						}
					}
				}
			})
		}
		for range publishers {
			publishing.Go(func() {
				for n := range each {
					hub.Publish("a", "press", press{n})
				}
			})
		}
		publishing.Wait()
		reading.Wait()
		hub.Close()
	})
}

// publishing is a response that publishes something when it has begun.
type publishing struct {
	*httptest.ResponseRecorder
	publish func()
}

func (p publishing) Write(data []byte) (int, error) {
	p.publish()
	return p.ResponseRecorder.Write(data)
}

func TestDataThatCannotBeEncoded(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "internal error: event press: json: unsupported type") {
			t.Errorf("got %s", got)
		}
	}()
	hub := web.NewHub[chan int](web.HubConfig{})
	w := publishing{httptest.NewRecorder(), func() { hub.Publish("", "press", make(chan int)) }}
	hub.Serve(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody), "")
}
