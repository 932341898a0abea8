package tokens_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// benchmarkCodes requests codes over a real connection.
func benchmarkCodes(b *testing.B, count int) {
	server, err := tokens.New(tokens.Options{Start: web.DefaultStart})
	if err != nil {
		b.Fatal(err)
	}
	listening := httptest.NewServer(server)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	b.Cleanup(func() {
		client.CloseIdleConnections()
		listening.Close()
		_ = server.Close() // it never fails
	})
	post := func(path, contentType, body string) error {
		response, err := client.Post(listening.URL+"/api/v1"+path, contentType, strings.NewReader(body))
		if err != nil {
			return err
		}
		defer response.Body.Close() //nolint:errcheck // only read
		if response.StatusCode >= 300 {
			return errors.New(response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	if err := post("/tokens", "text/csv", table(count)); err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := post(fmt.Sprintf("/tokens/T%07d/code", int(next.Add(1))%count), "", ""); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkCodeOfOneToken(b *testing.B)    { benchmarkCodes(b, 1) }
func BenchmarkCodeOfTenThousand(b *testing.B) { benchmarkCodes(b, 10_000) }

// BenchmarkCreate creates 100,000 tokens from one seed file.
func BenchmarkCreate(b *testing.B) {
	file := table(100_000)
	for b.Loop() {
		server, err := tokens.New(tokens.Options{})
		if err != nil {
			b.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/api/v1/tokens", strings.NewReader(file))
		r.Header.Set("Content-Type", "text/csv")
		w := httptest.NewRecorder()
		if server.ServeHTTP(w, r); w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
		_ = server.Close() // it never fails
	}
}
