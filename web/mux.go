package web

import "net/http"

// Routes returns the mux as a handler whose errors 404 and 405 are problems, too.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" { // not found, a wrong method, or a path to be cleaned
			w = &unrouted{ResponseWriter: w, request: r}
		}
		mux.ServeHTTP(w, r)
	})
}

// unrouted replaces the texts that a mux writes where it has no handler.
type unrouted struct {
	http.ResponseWriter
	request  *http.Request
	replaced bool
}

func (u *unrouted) WriteHeader(status int) {
	var problem *Problem
	switch status {
	case http.StatusNotFound:
		problem = NewProblem(status, "there is nothing at this path", "")
	case http.StatusMethodNotAllowed:
		problem = NewProblem(status, "this path does not have the method: must be "+u.Header().Get("Allow"), "")
	default:
		u.ResponseWriter.WriteHeader(status)
		return
	}
	u.replaced = true
	problem.ServeHTTP(u.ResponseWriter, u.request)
}

func (u *unrouted) Write(data []byte) (int, error) {
	if u.replaced {
		return len(data), nil
	}
	return u.ResponseWriter.Write(data)
}

func (u *unrouted) Unwrap() http.ResponseWriter { return u.ResponseWriter }
