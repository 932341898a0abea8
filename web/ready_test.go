package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"etokenpass/web"
)

func TestReadyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ready")
	for _, url := range []string{"http://127.0.0.1:1", "unix:/run/a.sock"} { // the second replaces the first
		if err := web.WriteReadyFile(path, url); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != url+"\n" {
			t.Errorf("%q, %v", data, err)
		}
	}
	err := web.WriteReadyFile(filepath.Join(path, "ready"), "x")
	if err == nil || !strings.HasPrefix(err.Error(), "cannot write the ready file: ") {
		t.Errorf("got %v", err)
	}
}

// Wait returns as soon as the server is ready, which is after it serves.
func TestWait(t *testing.T) {
	var asked atomic.Int32
	api, _ := pressAPI(func(context.Context) error {
		if asked.Add(1) < 3 {
			return errors.New("still loading")
		}
		return nil
	})
	for _, listen := range []string{"127.0.0.1:0", "unix:" + socketPath(t)} {
		asked.Store(0)
		server, err := web.Listen(web.Config{Listen: address(t, listen), Auth: auth(t)}) // needs no token
		if err != nil {
			t.Fatal(err)
		}
		waited := make(chan error)
		go func() { waited <- web.Wait(t.Context(), server.URL()) }()
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- server.Serve(ctx, api) }()
		if err := <-waited; err != nil {
			t.Error(err)
		}
		if asked.Load() != 3 {
			t.Errorf("asked %d times", asked.Load())
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// When the context ends, the error says why the server was not ready.
func TestWaitInVain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int32
	notFound := serve(t, web.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 2 {
			cancel()
		}
		http.NotFound(w, r)
	}))
	wantWait(ctx, t, notFound.URL(), "it answers 404 Not Found")

	ctx, cancel = context.WithCancel(t.Context())
	hanging := serve(t, web.Config{}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	wantWait(ctx, t, hanging.URL(), "context canceled")

	gone := serve(t, web.Config{}, answering(""))
	if err := gone.stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	wantWait(ctx, t, gone.URL(), "dial tcp ")
}

func wantWait(ctx context.Context, t *testing.T, url, want string) {
	t.Helper()
	if err := web.Wait(ctx, url); err == nil || !strings.HasPrefix(err.Error(), url+" is not ready: "+want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Ready asks once.
func TestReady(t *testing.T) {
	var asked atomic.Int32
	api, _ := pressAPI(func(context.Context) error {
		if asked.Add(1) < 2 {
			return errors.New("still loading")
		}
		return nil
	})
	server := serve(t, web.Config{}, api)
	if err := web.Ready(t.Context(), server.URL()); err == nil || err.Error() != server.URL()+" is not ready: it answers 503 Service Unavailable" {
		t.Errorf("got %v", err)
	}
	if err := web.Ready(t.Context(), server.URL()); err != nil {
		t.Error(err)
	}
	if err := web.Ready(t.Context(), "localhost"); !errors.Is(err, web.ErrNotURL) {
		t.Errorf("got %v", err)
	}
}

func TestClient(t *testing.T) {
	for _, url := range []string{"", "127.0.0.1:8617", "unix:", "ftp://a", "http://", "http://a?b", "http://a#b", "http://:80", "http://a:b"} {
		if _, _, err := web.Client(url); !errors.Is(err, web.ErrNotURL) {
			t.Errorf("%q: %v", url, err)
		}
	}
	if err := web.Wait(t.Context(), "localhost"); !errors.Is(err, web.ErrNotURL) {
		t.Errorf("Wait: %v", err)
	}
	server := serve(t, web.Config{}, answering("ok"))
	for _, url := range []string{server.URL(), server.URL() + "/"} {
		client, base, err := web.Client(url)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Get(base + "/a")
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(response.Body); err != nil || string(text) != "ok" {
			t.Errorf("%s: %q, %v", url, text, err)
		}
	}
}
