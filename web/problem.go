package web

import (
	"encoding/json"
	"net/http"
	"slices"
)

// Problem is an error as a client sees it: problem details as in RFC 9457, sent as
// application/problem+json. It says what is wrong, where, and what is allowed, but never repeats
// what the client sent. Handlers of huma may return one as their error.
type Problem struct {
	Title   string   `json:"title" doc:"The meaning of the status." example:"Unprocessable Entity"`
	Status  int      `json:"status" doc:"The status of the response." example:"422"`
	Problem string   `json:"detail" doc:"What is wrong." example:"the request is not valid"`
	Advice  string   `json:"hint,omitempty" doc:"What to try, if there is something." example:"did you mean count?"`
	Errors  []Detail `json:"errors,omitempty" nullable:"false" doc:"What is wrong where, at most 10 items."`

	header http.Header
}

// Detail is one of the errors of a request.
type Detail struct {
	Location string `json:"location" doc:"Where in the request." example:"body.count"`
	Message  string `json:"message" doc:"What is wrong, and what is allowed." example:"must be at least 1"`
}

// mostDetails bounds the errors in a problem.
const mostDetails = 10

// NewProblem returns a problem with an HTTP status. The text says what is wrong, in the style of
// all errors of this project; the advice says what to try and may be empty.
func NewProblem(status int, text, advice string, details ...Detail) *Problem {
	details = details[:min(len(details), mostDetails)]
	return &Problem{Title: http.StatusText(status), Status: status, Problem: text, Advice: advice, Errors: details}
}

// Invalid is the problem with one part of a request: where it is, what is wrong and what is allowed.
func Invalid(location, message string) *Problem {
	return NewProblem(http.StatusUnprocessableEntity, "the request is not valid", "", Detail{location, message})
}

// With adds a header to the response, such as Retry-After, and returns the problem.
func (p *Problem) With(header, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(header, value)
	return p
}

// Error returns what is wrong, in one line.
func (p *Problem) Error() string {
	text := p.Problem
	for i, detail := range p.Errors {
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		text += separator + detail.Location + ": " + detail.Message
	}
	return text
}

// Hint returns what to try, or "".
func (p *Problem) Hint() string { return p.Advice }

// GetStatus returns the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns the headers of the response, for huma.
func (p *Problem) GetHeaders() http.Header { return p.header }

const problemType = "application/problem+json"

// ContentType returns the content type of problems, for huma.
func (*Problem) ContentType(string) string { return problemType }

// ServeHTTP answers a request with the problem.
func (p *Problem) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	for name, values := range p.header {
		header[name] = slices.Clone(values)
	}
	header.Del("Content-Length") // of what would have been sent
	header.Del("ETag")
	header.Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may be gone
}
