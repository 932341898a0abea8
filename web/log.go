package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"
)

// logEntry is what the log says about a request. It never contains the path, the query, a body
// or a header, as they may contain PINs and codes.
type logEntry struct {
	pattern string // the handler's, with placeholders: GET /tokens/{id}
	caller  string
	problem string // of a failed request
	at      string // where it panicked
}

type logKey struct{}

// entryOf returns the log entry of a request. It is never nil.
func entryOf(ctx context.Context) *logEntry {
	if entry, ok := ctx.Value(logKey{}).(*logEntry); ok {
		return entry
	}
	return &logEntry{}
}

// logRequests writes a line for each request when it has ended, and counts it.
func logRequests(log *slog.Logger, metrics *Metrics) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			entry := &logEntry{}
			response := &recorder{ResponseWriter: w}
			start := time.Now()
			ctx := context.WithValue(r.Context(), logKey{}, entry)
			defer func() { // also if the handler aborts the response
				method, took := loggedMethod(r.Method), time.Since(start)
				level, attributes := entry.line(method, response.status, took)
				log.LogAttrs(ctx, level, "request", attributes...)
				metrics.countRequest(method, entry.pattern, response.status, took)
			}()
			next.ServeHTTP(response, r.WithContext(ctx))
		})
	}
}

// loggedMethod returns a method as it is logged: a client can send any text.
func loggedMethod(method string) string {
	if slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, method) {
		return method
	}
	return "(other)"
}

func (e *logEntry) line(method string, status int, took time.Duration) (slog.Level, []slog.Attr) {
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError && e.problem != "" {
		level = slog.LevelError
	}
	attributes := []slog.Attr{
		slog.String("method", method), slog.String("pattern", e.pattern), slog.Int("status", status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
	}
	for _, optional := range []slog.Attr{slog.String("caller", e.caller), slog.String("problem", e.problem), slog.String("at", e.at)} {
		if optional.Value.String() != "" {
			attributes = append(attributes, optional)
		}
	}
	return level, attributes
}

// notePattern notes the pattern of the handler that the mux chose.
func notePattern(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { entryOf(r.Context()).pattern = r.Pattern }()
		next.ServeHTTP(w, r)
	})
}
