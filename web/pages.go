package web

import (
	"bytes"
	"html/template"
	"io/fs"
	"net/http"
	"sync"

	"etokenpass/internal/locale"
)

// Pages are templates of HTML pages. Each is executed with a [Page]; its texts are those of
// package locale: {{.Texts.Text "serve.title"}}. Paths of the server are {{at "/journal"}}.
type Pages struct {
	base string // what at puts before a path

	practice string // of the pages' [Page.Practice]
	parse    func() (*template.Template, error)
}

// Page is what a template of a page gets.
type Page struct {
	Texts  *locale.Texts
	Caller Caller // who is signed in; zero as [CallerOf] says
	Data   any

	// Practice is the address of the practice bank that the page belongs to, which the page says; "":
	// none.
	Practice string

	address string // for its translations; "": its own path
}

// NewPages returns the templates that match the patterns, as for [template.ParseFS]. They are
// read when the first page is written.
func NewPages(files fs.FS, patterns ...string) *Pages {
	p := &Pages{}
	p.parse = sync.OnceValues(func() (*template.Template, error) {
		return template.New("").Funcs(template.FuncMap{"at": p.at}).ParseFS(files, patterns...)
	})
	return p
}

// Below makes the pages those of a server that is a part of another, below a path like /desk. It
// must be called before the first page is written, and returns p.
func (p *Pages) Below(base string) *Pages {
	p.base = base
	return p
}

// ForPractice makes the pages those of a practice bank, given the address of its first page, or
// changes nothing if that is "". It must be called before the first page is written, and returns p.
func (p *Pages) ForPractice(address string) *Pages {
	p.practice = address
	return p
}

// at returns the address of a path of the server.
func (p *Pages) at(path string) string { return p.base + path }

// Write answers with a page, given the name of its template, in the language of the request. It
// panics if the template is wrong, which a test of each page rules out.
func (p *Pages) Write(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	templates, err := p.parse()
	if err != nil {
		panic(err)
	}
	language := keepLanguage(w, r)
	caller, _ := CallerOf(r.Context())
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, name, Page{Texts: locale.New(language), Caller: caller, Data: data, Practice: p.practice}); err != nil {
		panic(err)
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(language))
	header.Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	_, _ = text.WriteTo(w) // the client may be gone
}
