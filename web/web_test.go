package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"etokenpass/web"
)

// running is a server in a test.
type running struct {
	*web.Server
	stop func() error // shuts down and returns what Serve returned
}

// serve starts a server, on a free port of loopback unless the settings say otherwise. The test
// stops it when it ends, if it has not done so itself.
func serve(t *testing.T, config web.Config, handler http.Handler) running {
	t.Helper()
	if config.Listen == (web.Address{}) {
		config.Listen = address(t, "127.0.0.1:0")
	}
	server, err := web.Listen(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, handler) }()
	stop := func() error { cancel(); err := <-ended; ended <- err; return err }
	t.Cleanup(func() { _ = stop() }) // tests that care about the error stop it themselves
	return running{server, stop}
}

func address(t *testing.T, text string) web.Address {
	t.Helper()
	a, err := web.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// port returns the port of a server.
func (r running) port() string { return r.URL()[strings.LastIndex(r.URL(), ":")+1:] }

// dial connects to a server.
func (r running) dial(t *testing.T) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(r.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// raw sends a request as it is, with PORT replaced, and returns the response with its body read.
func (r running) raw(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	connection := r.dial(t)
	request = strings.ReplaceAll(strings.ReplaceAll(request, "PORT", r.port()), "\n", "\r\n")
	if _, err := io.WriteString(connection, request+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: strings.Fields(request)[0]})
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	return response, body(t, response)
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // it has been read
	return string(data)
}

// get requests a path of a server.
func (r running) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, r.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, request)
}

func do(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return response, body(t, response)
}

// problem checks that a response is a problem with a status, and returns it.
func problem(t *testing.T, response *http.Response, text string, status int) web.Problem {
	t.Helper()
	var p web.Problem
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("not a problem: %v\n%s", err, text)
	}
	if contentType := response.Header.Get("Content-Type"); contentType != "application/problem+json" {
		t.Errorf("the content type is %q", contentType)
	}
	if response.StatusCode != status || p.Status != status || p.Title != http.StatusText(status) || p.Problem == "" {
		t.Errorf("status %d, want %d: %s", response.StatusCode, status, text)
	}
	return p
}

// answering answers each request with a text.
func answering(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

// until waits for a condition that the other side of a connection brings about.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !condition(); runtime.Gosched() {
		if time.Now().After(limit) {
			t.Fatalf("not true after 30 s: %s", what)
		}
	}
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }
