package tokens_test

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"testing"
	"time"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// A server that shuts down does not wait for its clients: waits and streams end.
func TestShutdown(t *testing.T) {
	handler, err := tokens.New(tokens.Options{Start: web.DefaultStart})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = handler.Close() }) // it never fails
	client{t, handler}.demoToken()
	address, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.Listen(web.Config{Listen: address})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, handler) }()

	events, err := http.Get(server.URL() + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close() //nolint:errcheck // only read
	statuses := make(chan int, 1)
	go func() {
		response, err := http.Get(server.URL() + "/api/v1" + screenPath + "?wait=lit&timeout=1m")
		if err != nil {
			statuses <- 0
			return
		}
		defer response.Body.Close() //nolint:errcheck // only read
		statuses <- response.StatusCode
	}()
	for limit := time.Now().Add(30 * time.Second); !handler.IsAwaited(demo); runtime.Gosched() {
		if time.Now().After(limit) {
			t.Fatal("nothing waits for the token")
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if status := <-statuses; status != http.StatusServiceUnavailable {
		t.Errorf("the wait ends with %d", status)
	}
	if _, err := io.ReadAll(events.Body); err != nil {
		t.Errorf("the stream: %v", err)
	}
}
