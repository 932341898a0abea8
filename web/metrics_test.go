package web_test

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/internal/peer"
	"etokenpass/web"
)

// measured starts a server with metrics, which counts what its handlers ask for.
func measured(t *testing.T, config web.Config, change func(*http.ServeMux, *web.Metrics)) running {
	t.Helper()
	config.Metrics = web.NewMetrics()
	mux := http.NewServeMux()
	mux.Handle("GET /users/{name}", answering("a user"))
	change(mux, config.Metrics)
	web.AddMetrics(mux, config.Metrics)
	return serve(t, config, web.Routes(mux))
}

// ours returns the lines of our own counters and figures, which the tests of durations leave out.
func ours(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "etokenpass_") && !strings.HasPrefix(line, "etokenpass_http_request_duration_seconds") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// Requests are counted by what the log says of them. Whatever a client sends, there is no line
// with it, and no more lines than there are routes.
func TestMetrics(t *testing.T) {
	server := measured(t, web.Config{}, func(_ *http.ServeMux, m *web.Metrics) {
		m.Count("etokenpass_colours_total", "colour", "red", "shade", "light")
		m.Count("etokenpass_colours_total", "colour", "red", "shade", "light")
		m.Gauge("etokenpass_things", func() int { return 7 })
	})
	for _, path := range []string{"/users/anna", "/users/boris%22%7D%20evil%201", "/none/carl", "/metrics/dora?pin=fay"} {
		server.get(t, path)
	}
	server.raw(t, "EVE /users/anna HTTP/1.1\nHost: localhost:PORT")
	response, text := server.get(t, "/metrics")
	if got := response.Header.Get("Content-Type"); got != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("the content type is %q", got)
	}
	want := []string{
		`etokenpass_colours_total{colour="red",shade="light"} 2`,
		`etokenpass_http_requests_total{method="(other)",pattern="",status="405"} 1`,
		`etokenpass_http_requests_total{method="GET",pattern="",status="404"} 2`,
		`etokenpass_http_requests_total{method="GET",pattern="GET /users/{name}",status="200"} 2`,
		`etokenpass_things 7`,
	}
	if difference := cmp.Diff(want, ours(text)); difference != "" {
		t.Error(difference)
	}
	for _, sent := range []string{"anna", "boris", "evil", "carl", "dora", "fay", "EVE"} {
		if strings.Contains(text, sent) {
			t.Errorf("the metrics contain %s", sent)
		}
	}
}

// sample is a figure, as Prometheus's own Python package reads it.
type sample struct {
	Type   string            `json:"type"`
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

const parser = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        print(json.dumps({"type": family.type, "name": sample.name, "labels": sample.labels, "value": sample.value}))
`

// Prometheus reads the metrics: ours, and those of the process.
func TestMetricsAreReadable(t *testing.T) {
	python := peer.NeedPython(t, "prometheus_client")
	server := measured(t, web.Config{}, func(*http.ServeMux, *web.Metrics) {})
	server.get(t, "/users/anna")
	_, text := server.get(t, "/metrics")
	parse := exec.CommandContext(t.Context(), python, "-c", parser)
	parse.Stdin = strings.NewReader(text)
	output, err := parse.Output()
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{}
	last := 0.0
	for decoder := json.NewDecoder(strings.NewReader(string(output))); decoder.More(); {
		var s sample
		if err := decoder.Decode(&s); err != nil {
			t.Fatal(err)
		}
		types[s.Name] = s.Type
		if s.Name == "etokenpass_http_request_duration_seconds_bucket" && s.Labels["pattern"] == "GET /users/{name}" {
			if s.Value < last {
				t.Errorf("the bucket %s has %v, fewer than the one before", s.Labels["le"], s.Value)
			}
			last = s.Value
		}
	}
	if last != 1 {
		t.Errorf("the last bucket has %v requests", last)
	}
	for name, want := range map[string]string{
		"etokenpass_http_requests_total":                 "counter",
		"etokenpass_http_request_duration_seconds_sum":   "histogram",
		"etokenpass_http_request_duration_seconds_count": "histogram",
		"process_start_time_seconds":                     "gauge",
		"go_goroutines":                                  "gauge",
	} {
		if types[name] != want {
			t.Errorf("%s has the type %q, want %q", name, types[name], want)
		}
	}
}

// Metrics need a bearer token like everything else; any role will do.
func TestMetricsNeedAuth(t *testing.T) {
	server := measured(t, web.Config{Auth: auth(t)}, func(*http.ServeMux, *web.Metrics) {})
	response, text := server.get(t, "/metrics")
	problem(t, response, text, http.StatusUnauthorized)
	response, _ = server.raw(t, "GET /metrics HTTP/1.1\nHost: localhost:PORT\nAuthorization: Bearer another-token-of-anna")
	if response.StatusCode != http.StatusOK {
		t.Errorf("got status %d", response.StatusCode)
	}
}

// A server without metrics counts nothing, and has no such path.
func TestNoMetrics(t *testing.T) {
	mux := http.NewServeMux()
	var none *web.Metrics
	none.Count("etokenpass_things_total")
	none.Gauge("etokenpass_things", func() int { return 7 })
	web.AddMetrics(mux, none)
	response, text := serve(t, web.Config{}, web.Routes(mux)).get(t, "/metrics")
	problem(t, response, text, http.StatusNotFound)
}

func TestMetricsOfStreams(t *testing.T) {
	streams := web.NewStreams(10)
	hub := web.NewHub[press](web.HubConfig{Streams: streams})
	server := measured(t, web.Config{}, func(mux *http.ServeMux, m *web.Metrics) {
		m.Streams(streams)
		mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) { hub.Serve(w, r, "") })
	})
	has := func(line string) func() bool {
		return func() bool { _, text := server.get(t, "/metrics"); return strings.Contains(text, "\n"+line+"\n") }
	}
	response, err := http.Get(server.URL() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	if line := "etokenpass_http_event_streams 1"; !has(line)() {
		t.Errorf("there is no line %s", line)
	}
	_ = response.Body.Close() // the client goes away
	until(t, "no stream is open", has("etokenpass_http_event_streams 0"))
}
