package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"etokenpass/web"
)

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(data []byte) (int, error) { clear(data); return len(data), nil }

// reading reads the whole body and answers with its size or a problem.
var reading = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if p := web.BodyProblem(err); p != nil {
		p.ServeHTTP(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(n)
})

func TestBodyLimit(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/default", reading)
	mux.Handle("/more", web.LimitBody(4<<20, reading))
	mux.Handle("/less", web.LimitBody(10, reading))
	server := serve(t, web.Config{}, mux)
	small := serve(t, web.Config{MaxBody: 100}, mux)
	for _, test := range []struct {
		server running
		path   string
		size   int64
		limit  string // in the error; "" if there is none
	}{
		{server, "/default", 1 << 20, ""},
		{server, "/default", 1<<20 + 1, "must be at most 1048576 bytes"},
		{server, "/default", 100 << 20, "must be at most 1048576 bytes"},
		{server, "/more", 4 << 20, ""},
		{server, "/more", 100 << 20, "must be at most 4194304 bytes"},
		{server, "/less", 10, ""},
		{server, "/less", 11, "must be at most 10 bytes"},
		{small, "/default", 101, "must be at most 100 bytes"},
		{small, "/more", 4 << 20, ""},
	} {
		for _, length := range []int64{test.size, -1} { // with Content-Length, and in chunks
			request, err := http.NewRequest(http.MethodPost, test.server.URL()+test.path, io.LimitReader(zeros{}, test.size))
			if err != nil {
				t.Fatal(err)
			}
			request.ContentLength = length
			response, err := http.DefaultTransport.RoundTrip(request)
			if err != nil { // the server closes the connection while the body is being sent, so the answer may be lost
				if test.size < 100<<20 {
					t.Errorf("%s, %d bytes: %v", test.path, test.size, err)
				}
				continue
			}
			text := body(t, response)
			if test.limit == "" {
				if response.StatusCode != http.StatusOK {
					t.Errorf("%s, %d bytes: %d %s", test.path, test.size, response.StatusCode, text)
				}
				continue
			}
			if !response.Close {
				t.Errorf("%s, %d bytes: the connection stays open for the rest of the body", test.path, test.size)
			}
			if p := problem(t, response, text, http.StatusRequestEntityTooLarge); !strings.HasSuffix(p.Problem, test.limit) {
				t.Errorf("%s, %d bytes: %s", test.path, test.size, text)
			}
		}
	}
}

// A body that cannot be read is the client's fault.
func TestUnreadableBody(t *testing.T) {
	var log lockedBuffer
	handler, _ := pressAPI(nil)
	server := serve(t, web.Config{Log: slog.New(slog.NewJSONHandler(&log, nil))}, handler)
	for _, test := range []struct {
		headers, body string
		status        int
		problem       string
	}{
		{"Transfer-Encoding: chunked", "x755224", 400, "the body cannot be read"},
		{"Transfer-Encoding: chunked", "2\n{}\n-1", 400, "the body cannot be read"},
		{"Content-Encoding: gzip\nContent-Length: 2", "{}", 415, "the body is compressed"},
		{"Content-Encoding: identity\nContent-Encoding: br\nContent-Length: 2", "{}", 415, "the body is compressed"},
		{"Content-Encoding: identity\nContent-Length: 2", "{}", 422, "the request is not valid"}, // it lacks a field
	} {
		response, text := server.raw(t, "POST "+button+" HTTP/1.1\nHost: localhost:PORT\nConnection: close\n"+test.headers+"\n\n"+test.body)
		if p := problem(t, response, text, test.status); p.Problem != test.problem {
			t.Errorf("%q: %s", test.headers, text)
		}
		if line := log.next(t); line["level"] != "INFO" || line["status"] != float64(test.status) {
			t.Errorf("%q: %v", test.headers, line)
		}
	}
}

// LimitBody also works in a handler of another server, such as a test's.
func TestLimitBodyElsewhere(t *testing.T) {
	request, _ := http.NewRequest(http.MethodPost, "/", strings.NewReader("12345678901"))
	response := newRecorder()
	web.LimitBody(10, reading).ServeHTTP(response, request)
	if response.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", response.Code)
	}
}

func TestLargeHeaders(t *testing.T) {
	server := serve(t, web.Config{}, answering("ok"))
	response, _ := server.raw(t, "GET / HTTP/1.1\nHost: localhost:PORT\nA: "+strings.Repeat("a", 60<<10))
	if response.StatusCode != http.StatusOK {
		t.Errorf("60 KiB: %d", response.StatusCode)
	}
	response, _ = server.raw(t, "GET / HTTP/1.1\nHost: localhost:PORT\nA: "+strings.Repeat("a", 70<<10))
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("70 KiB: %d", response.StatusCode)
	}
}

// A client that sends its headers or its body slowly is cut off.
func TestSlowRequests(t *testing.T) {
	failed := make(chan error, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		failed <- err
		if p := web.BodyProblem(err); p != nil {
			p.ServeHTTP(w, r)
		}
	})
	server := serve(t, web.Config{}.WithTimes(200*time.Millisecond, 400*time.Millisecond, 0, 0), handler)

	connection := server.dial(t)
	if _, err := io.WriteString(connection, "GET / HTTP/1.1\r\nHost: lo"); err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(connection); err != nil || bytes.HasPrefix(data, []byte("HTTP/1.1 200")) { // returns when the server has closed it
		t.Errorf("slow headers: %q, %v", data, err)
	}

	response, text := server.raw(t, "POST / HTTP/1.1\nHost: localhost:PORT\nContent-Length: 100")
	if err := <-failed; err == nil {
		t.Error("the handler got the whole body")
	}
	problem(t, response, text, http.StatusRequestTimeout)
}

// The time limit for reading does not end a handler that waits for something.
func TestLongRequest(t *testing.T) {
	const limit = 100 * time.Millisecond
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/reads" {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusTeapot)
		case <-time.After(2 * limit):
		}
	})
	server := serve(t, web.Config{}.WithTimes(0, limit, 0, 0), handler)
	for _, path := range []string{"/", "/reads"} {
		for _, text := range []string{"", "body"} {
			request, _ := http.NewRequest(http.MethodPost, server.URL()+path, strings.NewReader(text))
			if response, _ := do(t, request); response.StatusCode != http.StatusOK {
				t.Errorf("%s with the body %q: the handler was cancelled", path, text)
			}
		}
	}
}

// Requests wait until the server serves.
func TestListenBeforeServe(t *testing.T) {
	server, err := web.Listen(web.Config{Listen: address(t, "127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan string)
	go func() {
		response, err := http.Get(server.URL())
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- response.Status
	}()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- server.Serve(ctx, answering("ok")) }()
	if status := <-answered; status != "200 OK" {
		t.Error(status)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(server.URL()); err == nil {
		t.Error("it still listens")
	}
}

// At shutdown, requests that run are finished and connections without one are closed.
func TestShutdown(t *testing.T) {
	started, finish := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		<-web.Stopping(r.Context())
		<-finish
		if r.Context().Err() != nil {
			t.Error("the request was cancelled")
		}
		_, _ = io.WriteString(w, "finished")
	})
	server := serve(t, web.Config{}, handler)
	unused := server.dial(t)
	half := server.dial(t)
	if _, err := io.WriteString(half, "GET / HTTP/1.1\r\n"); err != nil {
		t.Fatal(err)
	}
	answer := make(chan string)
	go func() {
		_, text := server.get(t, "/")
		answer <- text
	}()
	<-started
	ended := make(chan error)
	go func() { ended <- server.stop() }()
	for _, connection := range []io.Reader{unused, half} {
		_, _ = io.ReadAll(connection) // ends when the server has closed it, though a request is running
	}
	close(finish)
	if text := <-answer; text != "finished" {
		t.Errorf("got %q", text)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestShutdownCutsOff(t *testing.T) {
	started := make(chan struct{})
	cancelled := make(chan struct{})
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
		close(cancelled)
	})
	server := serve(t, web.Config{}.WithTimes(0, 0, 0, time.Millisecond), handler)
	go func() {
		if response, err := http.Get(server.URL()); err == nil {
			t.Errorf("the request was answered: %s", response.Status)
		}
	}()
	<-started
	if err := server.stop(); !errors.Is(err, web.ErrCutOff) {
		t.Errorf("got %v", err)
	}
	<-cancelled
}

func TestStoppingWithoutServer(t *testing.T) {
	if web.Stopping(context.Background()) != nil {
		t.Error("a context without a server ends")
	}
}

// The log has a line for each request, without what a client sent.
func TestLog(t *testing.T) {
	var text lockedBuffer
	mux := http.NewServeMux()
	mux.Handle("GET /a/{id}", answering("ok"))
	mux.HandleFunc("GET /panic/{id}", func(_ http.ResponseWriter, r *http.Request) { panic("value " + r.PathValue("id")) })
	mux.HandleFunc("GET /index/{id}", func(_ http.ResponseWriter, r *http.Request) { _ = r.Header["None"][0] })
	mux.HandleFunc("GET /half/{id}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("half", 2000))
		panic("value 755224")
	})
	config := web.Config{Auth: auth(t), Log: slog.New(slog.NewJSONHandler(&text, nil)), Public: []string{"/half/755224"}}
	server := serve(t, config, web.Routes(mux))
	const token = "Authorization: Bearer 0123456789abcdef"
	for _, test := range []struct {
		request string
		want    map[string]any
	}{
		{"GET /a/755224?code=755224 HTTP/1.1\nHost: localhost:PORT\n" + token, map[string]any{
			"level": "INFO", "method": "GET", "pattern": "GET /a/{id}", "status": 200.0, "caller": "ci"}},
		{"POST /a/755224 HTTP/1.1\nHost: localhost:PORT\n" + token + "\nContent-Length: 6\n\n755224", map[string]any{
			"level": "INFO", "method": "POST", "pattern": "", "status": 405.0, "caller": "ci"}},
		{"GET /755224 HTTP/1.1\nHost: localhost:PORT\n" + token, map[string]any{
			"level": "INFO", "method": "GET", "pattern": "", "status": 404.0, "caller": "ci"}},
		{"GET /a/755224 HTTP/1.1\nHost: localhost:PORT", map[string]any{
			"level": "INFO", "method": "GET", "pattern": "", "status": 401.0}},
		{"X755224 / HTTP/1.1\nHost: 755224", map[string]any{
			"level": "INFO", "method": "(other)", "pattern": "", "status": 403.0}},
		{"GET /panic/755224 HTTP/1.1\nHost: localhost:PORT\n" + token, map[string]any{
			"level": "ERROR", "method": "GET", "pattern": "GET /panic/{id}", "status": 500.0, "caller": "ci", "problem": "panic with a value of type string"}},
		{"GET /index/755224 HTTP/1.1\nHost: localhost:PORT\n" + token, map[string]any{
			"level": "ERROR", "method": "GET", "pattern": "GET /index/{id}", "status": 500.0, "caller": "ci", "problem": "panic: runtime error: index out of range [0] with length 0"}},
	} {
		response, answer := server.raw(t, test.request)
		if test.want["status"] == 500.0 {
			if p := problem(t, response, answer, http.StatusInternalServerError); p.Problem != "internal error" || strings.Contains(answer, "index") {
				t.Errorf("the answer says more than it should: %s", answer)
			}
		}
		entry := text.next(t)
		at, _ := entry["at"].(string)
		if isPanic := test.want["problem"] != nil; isPanic != strings.HasPrefix(at, "etokenpass/web_test.TestLog.") {
			t.Errorf("%q: at is %q", test.request, at)
		}
		for name := range entry {
			if !slices.Contains([]string{"time", "msg", "level", "method", "pattern", "status", "duration_ms", "caller", "problem", "at"}, name) {
				t.Errorf("%q: the attribute %s is not expected", test.request, name)
			}
		}
		for _, name := range []string{"level", "method", "pattern", "status", "caller", "problem"} {
			if entry[name] != test.want[name] {
				t.Errorf("%q: %s is %v, want %v", test.request, name, entry[name], test.want[name])
			}
		}
	}

	// A response that had begun is cut off, so that the client sees that it is incomplete.
	connection := server.dial(t)
	_, _ = io.WriteString(connection, "GET /half/755224 HTTP/1.1\r\nHost: localhost:"+server.port()+"\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the response ends with %v", err)
	}
	if entry := text.next(t); entry["problem"] != "panic with a value of type string" {
		t.Errorf("logged %v", entry)
	}
	if err := server.stop(); err != nil {
		t.Error(err)
	}
	if strings.Contains(text.all.String(), "755224") {
		t.Errorf("the log contains what a client sent:\n%s", text.all.String())
	}
}

// lockedBuffer is a log that a test reads line by line.
type lockedBuffer struct {
	mu    sync.Mutex
	all   bytes.Buffer
	lines chan string
}

func (b *lockedBuffer) channel() chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lines == nil {
		b.lines = make(chan string, 100)
	}
	return b.lines
}

func (b *lockedBuffer) Write(line []byte) (int, error) {
	lines := b.channel()
	b.mu.Lock()
	b.all.Write(line)
	b.mu.Unlock()
	lines <- string(line)
	return len(line), nil
}

// next waits for a line, as it is written after the response.
func (b *lockedBuffer) next(t *testing.T) (entry map[string]any) {
	t.Helper()
	line := <-b.channel()
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		t.Fatal(err)
	}
	return entry
}
