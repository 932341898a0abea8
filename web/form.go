package web

import "net/http"

// Form returns a handler of forms, which sees the fields in [http.Request.PostForm]. A body of more
// than most bytes, or one that is not a form, gets a problem.
func Form(most int64, handler http.HandlerFunc) http.Handler {
	return LimitBody(most, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			problem := BodyProblem(err)
			if problem == nil {
				problem = NewProblem(http.StatusBadRequest, "not a valid form", "")
			}
			problem.ServeHTTP(w, r)
			return
		}
		handler(w, r)
	}))
}
