package client

import (
	"log/slog"
	"net/http"

	"etokenpass/assets"
	"etokenpass/web"
)

// Options are the settings of the pages. Bank and Base are required.
type Options struct {
	Bank Bank
	Base string // the path of the pages, like /internet-client, which requests no longer have

	Digits   int // of a session key
	Window   int // how many session keys the bank looks ahead, for the advice; 0: it is left out
	Failures int // how many wrong session keys in a row lock the account, for the advice; 0: it is left out

	HelpDesk HelpDesk // whom the pages refer to
	Entry    string   // the page that lists logins, passwords and tokens, like /; "": there is none

	Framed bool // whether the pages are shown inside a page of this server, which has a heading of its own

	Log *slog.Logger // for what is not a request's fault; nil: none
}

// HelpDesk is how customers reach the help desk. What is "" is not shown.
type HelpDesk struct {
	Telephone string
	Mail      string
	Address   string // of the page of a rehearsal, where the telephone is a part of the page
}

// site is what serves the pages.
type site struct {
	Options
	templates *web.Pages
	messages  map[Result]message
}

// New returns the pages. They answer what the bank accepts with a redirection, what it refuses with
// the status 403, and a form that nothing can be decided about with 422.
func New(o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &site{o, web.NewPages(assets.FS, "pages/client*.html", "pages/parts.html").Below(o.Base), messages(o)}
	mux := http.NewServeMux()
	s.addLogin(mux)
	s.addKey(mux)
	s.addDocuments(mux)
	s.addWriting(mux)
	s.addSigning(mux)
	s.addResync(mux)
	mux.Handle("GET /client.css", web.Asset("pages/client.css"))
	mux.Handle("GET /client.svg", web.Asset("pages/client.svg"))
	mux.Handle("GET /front.svg", web.Asset("fob/front.svg"))
	if o.Framed {
		return web.AllowFraming(web.Routes(mux))
	}
	return web.Routes(mux)
}
