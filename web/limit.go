package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// defaultMaxBody is the size of a request's body that handlers accept unless they say otherwise.
const defaultMaxBody = 1 << 20

// limitedBody is the body of a request with a limit that an inner handler may replace.
type limitedBody struct {
	io.ReadCloser // limited
	whole         io.ReadCloser
	w             http.ResponseWriter // of the server
}

// limitBodies limits the bodies of requests and the time that they may take.
func limitBodies(most int64) middleware {
	if most == 0 {
		most = defaultMaxBody
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			limitBody(w, r, &timedBody{r.Body, http.NewResponseController(w)}, most)
			next.ServeHTTP(w, r)
		})
	}
}

// refuseEncodings refuses compressed bodies, which handlers would take for something else.
func refuseEncodings(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if encoding := strings.Join(r.Header.Values("Content-Encoding"), ","); encoding != "" && !strings.EqualFold(encoding, "identity") {
			NewProblem(http.StatusUnsupportedMediaType, "the body is compressed", "leave out the header Content-Encoding, and send the body as it is").ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// LimitBody returns the handler with a limit for the bodies of requests, in bytes, which
// replaces that of the server. Larger bodies lead to an [http.MaxBytesError]; see [BodyProblem].
func LimitBody(most int64, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replaceLimit(w, r, most)
		handler.ServeHTTP(w, r)
	})
}

func replaceLimit(w http.ResponseWriter, r *http.Request, most int64) {
	if body, ok := r.Body.(*limitedBody); ok {
		limitBody(body.w, r, body.whole, most)
		return
	}
	limitBody(w, r, r.Body, most) // not from a Server
}

func limitBody(w http.ResponseWriter, r *http.Request, body io.ReadCloser, most int64) {
	r.Body = &limitedBody{http.MaxBytesReader(unwrapped(w), body, most), body, w}
}

// unwrapped returns the server's own response, which closes the connection after a body that is
// too large.
func unwrapped(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapper.Unwrap()
	}
}

// timedBody removes the time limit for reading a request once it has arrived. net/http does the
// same, but huma sets a limit of its own, even for a request without a body, and that limit would
// cancel a handler that waits for something.
type timedBody struct {
	io.ReadCloser
	controller *http.ResponseController
}

func (b *timedBody) Read(data []byte) (int, error) {
	n, err := b.ReadCloser.Read(data)
	if errors.Is(err, io.EOF) {
		_ = b.controller.SetReadDeadline(time.Time{}) // a test's response may not have one
	}
	return n, err
}

// BodyProblem returns the problem with a request whose body could not be read, or nil if err is
// about something else.
func BodyProblem(err error) *Problem {
	var timeout interface{ Timeout() bool }
	tooLarge, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isTooLarge:
		return bodyTooLarge(tooLarge.Limit)
	case errors.As(err, &timeout) && timeout.Timeout():
		return NewProblem(http.StatusRequestTimeout, "the body did not arrive in time", "")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return NewProblem(http.StatusBadRequest, "the body is shorter than its Content-Length", "")
	}
	return nil
}
