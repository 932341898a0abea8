package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"etokenpass/assets"
	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/web"
)

// console answers with the pages for administrators and help desks. What a page says about a request
// that was carried out is in the journal: the request is a POST, and leads to a page that is given the
// number of the journal entry.
type console struct {
	*Server
	pages *web.Pages
}

// mostForm is the size of a form without a file, in bytes.
const mostForm = 64 << 10

// addConsole adds the console.
func (s *Server) addConsole(mux *http.ServeMux) {
	c, administrators := s.newConsole(), []Role(nil)
	s.addHelpDeskPages(mux, c)
	mux.Handle("GET /import", c.answer(administrators, (*visit).showImport))
	mux.Handle("POST /import", c.importForm(administrators))
	mux.Handle("GET /import/{id}", c.answer(administrators, (*visit).followImport))
	mux.Handle("GET /journal", c.answer(administrators, (*visit).showJournal))
	mux.Handle("GET /journal/verify", c.answer(administrators, (*visit).verifyJournal))
	mux.Handle("GET /icon/", http.StripPrefix("/icon/", web.Static(assets.FS, "icon")))
}

func (s *Server) newConsole() *console {
	return &console{s, web.NewPages(assets.FS, "pages/desk*.html", "pages/parts.html").Below(s.options.Base).ForPractice(s.options.Practice)}
}

// addHelpDeskPages adds the pages that help desks need.
func (s *Server) addHelpDeskPages(mux *http.ServeMux, c *console) {
	staff := []Role{HelpDesk}
	form := func(answer func(*visit) error) http.Handler {
		return web.LimitBody(mostForm, c.answer(staff, func(v *visit) error {
			if err := v.r.ParseForm(); err != nil {
				return web.FormProblem(err)
			}
			return answer(v)
		}))
	}
	mux.Handle("GET /{$}", c.answer(staff, (*visit).showList))
	mux.Handle("GET /token", c.answer(staff, (*visit).showToken))
	mux.Handle("POST /token", form((*visit).changeToken))
	mux.Handle("GET /user", c.answer(staff, (*visit).showUser))
	mux.Handle("POST /user", form((*visit).changeUser))
	mux.Handle("GET /resync", c.answer(staff, (*visit).showResync))
	mux.Handle("POST /resync", form((*visit).compareOrResync))
	mux.Handle("GET /policy", c.answer(staff, (*visit).showPolicy))
	mux.Handle("GET /desk.css", web.Asset("pages/desk.css"))
}

// visit is a request for a page.
type visit struct {
	*console
	words
	w      http.ResponseWriter
	r      *http.Request
	caller web.Caller
}

// answer returns a handler for callers with one of the roles, and for administrators.
func (c *console) answer(roles []Role, do func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{console: c, words: words{locale.New(web.Language(r)), c.options.Policy, c.now()}, w: w, r: r}
		var err error
		if v.caller, err = c.permit(r.Context(), roles); err != nil {
			v.refuse()
			return
		}
		if err := do(v); err != nil {
			v.fail(err)
		}
	})
}

// refuse answers a caller whose role does not permit a page.
func (v *visit) refuse() {
	key := locale.Key("console.forbidden.admin")
	if Role(v.caller.Role) != HelpDesk {
		key = "console.forbidden.application"
	}
	v.write(http.StatusForbidden, "desk-message.html", frame{Title: v.Text("console.forbidden"), Content: message{Text: v.Text(key)}})
}

// fail answers a request that cannot be carried out.
func (v *visit) fail(err error) {
	status, title, text := http.StatusInternalServerError, v.Text("console.failed"), v.Text("console.failed.note")
	problem, isProblem := errors.AsType[*web.Problem](err)
	own, isOwn := errors.AsType[*tms.Error](err)
	told, isTold := errors.AsType[locale.Told](err)
	switch {
	case isTold:
		status, title, text = http.StatusConflict, v.Text("console.conflict"), v.texts.Error(told)
	case isOwn && own.Unknown, isProblem && problem.Status == http.StatusNotFound:
		status, title, text = http.StatusNotFound, v.Text("console.unknown"), v.Text("console.unknown.note")
	case isOwn:
		status, title, text = http.StatusConflict, v.Text("console.conflict"), v.Text("console.conflict.note")
	case isProblem && problem.Status < http.StatusInternalServerError:
		status, title, text = problem.Status, v.Text("console.invalid"), v.Text("console.invalid.note")
	default:
		v.options.Log.Error("a page could not be shown", "err", err)
	}
	v.write(status, "desk-message.html", frame{Title: title, Content: message{Text: text}})
}

// message is the content of a page that only says something.
type message struct{ Text string }

// frame is what all pages of the console have in common.
type frame struct {
	Title   string
	Address string // of the page if it answers a form; the language is chosen there
	Said    *said
	Refresh string // seconds after which a page without JavaScript loads itself again; "": never
	Content any

	// Set by write.
	Nav     []link
	Open    bool // whether every request is the administrator's
	Alone   bool // whether there is a console and no API
	Version string
}

// link is a link, perhaps to the page itself.
type link struct {
	Address string
	Text    string
	Here    bool
}

// said is what the server says about a request that it has carried out, or not.
type said struct {
	Kind string // good, warn or bad
	Text string
	More []string // sentences: what follows, and what to do
	When string   // when it was decided; "" if it was not
}

// The kinds of what is said, of conditions and of results.
const (
	good = "good"
	warn = "warn"
	bad  = "bad"
	mild = "mild" // neither
)

// write answers with a page.
func (v *visit) write(status int, name string, f frame) {
	f.Open, f.Alone, f.Version = v.options.Open, v.alone != nil, v.options.Version
	for _, each := range v.nav() {
		each.Here = each.Address == v.r.URL.Path
		f.Nav = append(f.Nav, each)
	}
	f.Address = v.address(f.Address)
	v.w.Header().Set("Cache-Control", "no-store") // it is about people
	v.pages.Write(v.w, v.r, status, name, f)
}

// nav returns the pages that the caller may see.
func (v *visit) nav() []link {
	all := []link{{Address: "/", Text: v.Text("console.list")}, {Address: "/resync", Text: v.Text("console.resync")}}
	switch Role(v.caller.Role) {
	case Admin:
		all = append(all, link{Address: "/import", Text: v.Text("console.import")}, link{Address: "/journal", Text: v.Text("console.journal")})
	case HelpDesk:
	default:
		return nil
	}
	return append(all, link{Address: "/policy", Text: v.Text("console.policy")})
}

// address returns the address of the page. That of a page that answers a form may be given: what was
// entered is not in addresses.
func (v *visit) address(given string) string {
	switch {
	case v.r.Method != http.MethodPost:
		return v.r.URL.RequestURI()
	case given != "":
		return given
	}
	return v.r.URL.Path
}

// isAdmin reports whether the caller is an administrator.
func (v *visit) isAdmin() bool { return Role(v.caller.Role) == Admin }

func (v *visit) context() context.Context { return v.r.Context() }

// desk returns the validator for the caller's requests.
func (v *visit) desk() *tms.Validator { return v.validator(v.caller.Name) }

// query and field return a value that the caller has sent, without spaces around it.
func (v *visit) query(name string) string { return clean(v.r.URL.Query().Get(name)) }
func (v *visit) field(name string) string { return clean(v.r.PostForm.Get(name)) }

// linked and hidden return a value that a page has put into a link or a form, as it is: a serial or
// name without the spaces around it would be another token or user.
func (v *visit) linked(name string) string { return v.r.URL.Query().Get(name) }
func (v *visit) hidden(name string) string { return v.r.PostForm.Get(name) }

// goTo leads to a page about a token or a user, which says what became of a request.
func (v *visit) goTo(path string, key tms.Key, entry *tms.Entry) {
	v.seeOther(v.w, v.r, addressOf(path, key)+"&entry="+number(entry.Number))
}

// addressOf returns the address of a page about a token or a user.
func addressOf(path string, key tms.Key) string {
	query := url.Values{}
	if key.Serial != "" {
		query.Set("serial", key.Serial)
	} else {
		query.Set("user", key.User)
	}
	return path + "?" + query.Encode()
}

func tokenAddress(serial string) string { return addressOf("/token", tms.Key{Serial: serial}) }
func userAddress(name string) string    { return addressOf("/user", tms.Key{User: name}) }

// timeOf is a time on a page.
type timeOf struct{ Text, Machine string }

func (w words) timeOf(t time.Time) timeOf {
	if t.IsZero() {
		return timeOf{}
	}
	layout := "2 Jan 2006, 15:04:05 UTC"
	if w.texts.Language() == locale.Russian {
		layout = "02.01.2006, 15:04:05 UTC"
	}
	return timeOf{t.UTC().Format(layout), t.UTC().Format(time.RFC3339)}
}
