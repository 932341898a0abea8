package web

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
)

// recoverPanics answers a request whose handler panicked with 500 and without details. The log
// says where it happened; it contains the value only if it is the runtime's, as others may
// contain secrets.
func recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		response := &recorder{ResponseWriter: w}
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if value == http.ErrAbortHandler { //nolint:errorlint // net/http compares it in this way, too
				panic(value)
			}
			entry := entryOf(r.Context())
			entry.problem, entry.at = describePanic(value), panicked()
			if response.status != 0 {
				panic(http.ErrAbortHandler) // the client has to see that the response is incomplete
			}
			NewProblem(http.StatusInternalServerError, "internal error", "the server's log says more").ServeHTTP(response, r)
		}()
		next.ServeHTTP(response, r)
	})
}

func describePanic(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return "panic: " + err.Error()
	}
	return fmt.Sprintf("panic with a value of type %T", value)
}

// panicked returns the functions that were running when the handler panicked, innermost first.
func panicked() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	var places []string
	inPanic := false
	for len(places) < 8 {
		frame, more := frames.Next()
		if inPanic && !strings.HasPrefix(frame.Function, "runtime.") {
			places = append(places, fmt.Sprintf("%s:%d", frame.Function, frame.Line))
		}
		inPanic = inPanic || frame.Function == "runtime.gopanic"
		if !more {
			break
		}
	}
	return strings.Join(places, " < ")
}
