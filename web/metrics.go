package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Metrics are figures about a server, for Prometheus: the requests, those that the server adds, and
// those of the process. They never contain what a client sent, such as paths and names. A nil
// *Metrics counts nothing. It is safe for concurrent use.
type Metrics struct{ set *metrics.Set }

// NewMetrics returns metrics without figures. [Config] and [AddMetrics] take them.
func NewMetrics() *Metrics {
	metrics.ExposeMetadata(true) // the types of the figures
	return &Metrics{metrics.NewSet()}
}

// Count adds 1 to a counter. Labels are names and values, in turns; each value of a label is
// another counter, so there must be few.
func (m *Metrics) Count(name string, labels ...string) {
	if m != nil {
		m.set.GetOrCreateCounter(labelled(name, labels)).Inc()
	}
}

// Gauge adds a figure that is read when it is asked for.
func (m *Metrics) Gauge(name string, read func() int) {
	if m != nil {
		m.set.NewGauge(name, func() float64 { return float64(read()) })
	}
}

// Streams adds the number of open event streams.
func (m *Metrics) Streams(streams *Streams) { m.Gauge("etokenpass_http_event_streams", streams.Open) }

// countRequest counts a request that has ended, and notes its duration.
func (m *Metrics) countRequest(method, pattern string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.Count("etokenpass_http_requests_total", "method", method, "pattern", pattern, "status", strconv.Itoa(status))
	m.set.GetOrCreatePrometheusHistogramExt(labelled("etokenpass_http_request_duration_seconds", []string{"pattern", pattern}), buckets).Update(took.Seconds())
}

// buckets are the upper bounds of durations, in seconds. Most requests take less than a millisecond.
var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}

// labelled returns a name with labels, as in name{label="value"}.
func labelled(name string, labels []string) string {
	if len(labels) == 0 {
		return name
	}
	var text strings.Builder
	text.WriteString(name)
	separator := byte('{')
	for i := 0; i < len(labels); i += 2 {
		text.WriteByte(separator)
		text.WriteString(labels[i] + "=" + strconv.Quote(labels[i+1])) // they are ours, in ASCII
		separator = ','
	}
	text.WriteByte('}')
	return text.String()
}

// AddMetrics adds /metrics to a mux, unless the metrics are nil.
func AddMetrics(mux *http.ServeMux, m *Metrics) {
	if m != nil {
		mux.Handle("GET /metrics", m)
	}
}

// ServeHTTP answers with the metrics, in the text format of Prometheus.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}
