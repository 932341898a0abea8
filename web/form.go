package web

import "net/http"

// Form returns a handler of forms, which sees the fields in [http.Request.PostForm]. A body of more
// than most bytes, or one that is not a form, gets a problem.
func Form(most int64, handler http.HandlerFunc) http.Handler {
	return LimitBody(most, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			FormProblem(err).ServeHTTP(w, r)
			return
		}
		handler(w, r)
	}))
}

// FormProblem returns the problem with a form that could not be parsed, given the error.
func FormProblem(err error) *Problem {
	if problem := BodyProblem(err); problem != nil {
		return problem
	}
	return NewProblem(http.StatusBadRequest, "not a valid form", "")
}
