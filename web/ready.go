package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"etokenpass/internal/durable"
)

// WriteReadyFile writes a file with the address of a server, for scripts that wait for it. The
// file appears with its whole contents: the address and a newline.
func WriteReadyFile(path, address string) error {
	err := durable.WriteFile(path, 0o644, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, address)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot write the ready file: %w", err)
	}
	return nil
}

// ErrNotURL is the error of an address that is not a server's.
var ErrNotURL = errors.New("not the address of a server: must be like http://127.0.0.1:8617 or unix:PATH")

// Client returns a client for a server, given an address as [Server.URL] returns it, and the URL
// that the paths of its requests are appended to.
func Client(address string) (client *http.Client, base string, err error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok && path != "" {
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}
		return &http.Client{Transport: &http.Transport{DialContext: dial}}, "http://localhost", nil
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" || parsed.RawQuery != "" || parsed.Fragment != "" {
		return nil, "", fmt.Errorf("%q: %w", address, ErrNotURL)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &http.Client{Transport: transport}, strings.TrimSuffix(address, "/"), nil
}

// Ready asks a server once whether it is ready, given its address. The error says why it is not.
func Ready(ctx context.Context, address string) error {
	client, base, err := Client(address)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	if err := askReady(ctx, client, base); err != nil {
		return notReady(address, err)
	}
	return nil
}

// waitInterval is the time between two questions whether a server is ready.
const waitInterval = 20 * time.Millisecond

// Wait waits until a server is ready, given its address. It returns when the server is, or when
// the context ends, with an error that says why the server is not ready.
func Wait(ctx context.Context, address string) error {
	client, base, err := Client(address)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	ticker := time.NewTicker(waitInterval)
	defer ticker.Stop()
	var last error
	for {
		err := askReady(ctx, client, base)
		if err == nil {
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err // an earlier reason says more than the end of the context
		}
		select {
		case <-ctx.Done():
			return notReady(address, last)
		case <-ticker.C:
		}
	}
}

func notReady(address string, err error) error {
	return fmt.Errorf("%s is not ready: %w", address, err)
}

// askReady asks a server whether it is ready.
func askReady(ctx context.Context, client *http.Client, base string) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime+time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			return failed.Err // without the URL, which the caller adds
		}
		return err
	}
	defer response.Body.Close() //nolint:errcheck // only read
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", response.Status)
	}
	return nil
}
