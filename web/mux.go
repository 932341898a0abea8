package web

import "net/http"

// Routes returns the mux as a handler whose errors 404 and 405 are problems, too.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(&routed{ResponseWriter: w, request: r}, r)
	})
}

// routed is a response that replaces the texts that a mux writes where it has no handler.
type routed struct {
	http.ResponseWriter
	request  *http.Request
	replaced bool
}

func (w *routed) WriteHeader(status int) {
	var problem *Problem
	switch {
	case w.request.Pattern != "": // the mux has a handler
		w.ResponseWriter.WriteHeader(status)
		return
	case status == http.StatusNotFound:
		problem = NewProblem(status, "there is nothing at this path", "/docs on this server lists all requests")
	case status == http.StatusMethodNotAllowed:
		problem = NewProblem(status, "this path does not have the method: must be "+w.Header().Get("Allow"), "")
	default:
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.replaced = true
	problem.ServeHTTP(w.ResponseWriter, w.request)
}

func (w *routed) Write(data []byte) (int, error) {
	if w.replaced {
		return len(data), nil
	}
	return w.ResponseWriter.Write(data)
}

func (w *routed) Unwrap() http.ResponseWriter { return w.ResponseWriter }
