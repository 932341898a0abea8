package web

import (
	"mime"
	"net/http"
)

// formType is the content type of forms without files.
const formType = "application/x-www-form-urlencoded"

// Form returns a handler of forms, which sees the fields in [http.Request.PostForm]. A body of more
// than most bytes, or one that is not a form, gets a problem. A form without fields may have no body.
func Form(most int64, handler http.HandlerFunc) http.Handler {
	return LimitBody(most, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !mayBeForm(r) {
			NewProblem(http.StatusUnsupportedMediaType, "the body is not a form: must be "+formType, "").ServeHTTP(w, r)
			return
		}
		if err := r.ParseForm(); err != nil {
			FormProblem(err).ServeHTTP(w, r)
			return
		}
		handler(w, r)
	}))
}

// mayBeForm reports whether a request has no content type, or that of a form.
func mayBeForm(r *http.Request) bool {
	given := r.Header.Get("Content-Type")
	if given == "" || r.Method != http.MethodPost {
		return true
	}
	contentType, _, err := mime.ParseMediaType(given)
	return err == nil && contentType == formType
}

// FormProblem returns the problem with a form that could not be parsed, given the error.
func FormProblem(err error) *Problem {
	if problem := BodyProblem(err); problem != nil {
		return problem
	}
	return NewProblem(http.StatusBadRequest, "not a valid form", "")
}
