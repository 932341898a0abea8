package client

import (
	"log/slog"
	"net/http"

	"etokenpass/web"
)

// Options are the settings of the pages. Bank and Base are required.
type Options struct {
	Bank Bank
	Base string // the path of the pages, like /internet-client, which requests no longer have

	Digits int // of a session key
	Window int // how many session keys the bank looks ahead, for the advice

	HelpDesk HelpDesk // whom the pages refer to

	Framed bool // whether the pages are shown inside a page of this server, which has a heading of its own

	Log *slog.Logger // for what is not a request's fault; nil: none
}

// HelpDesk is how customers reach the help desk. What is "" is not shown.
type HelpDesk struct {
	Telephone string
	Mail      string
	Address   string // of the page of a rehearsal, where the telephone is a part of the page
}

// New returns the pages.
func New(o Options) http.Handler {
	mux := http.NewServeMux()
	return web.Routes(mux)
}
