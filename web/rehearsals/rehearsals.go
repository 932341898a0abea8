package rehearsals

import (
	"errors"
	"log/slog"
	"net/http"

	"etokenpass/web"
	"etokenpass/web/desk"
)

// Options are the settings of a server. Base and Clock are required.
type Options struct {
	Base    string       // the path below which the server is, like /rehearsals; requests no longer have it
	Version string       // of the program
	Folder  string       // where rehearsals are kept; "": in memory
	Clock   desk.Clock   // the bank's, whose time passes in the rehearsals
	Streams *web.Streams // counts the event streams of the bank; nil: the server has a limit of its own
	Hosts   []string     // under which other machines may reach the server, as [web.Address.Outside]; nil: none
	Log     *slog.Logger // for what is not a request's fault; nil: none
}

// mostStreams bounds the event streams of a server with a limit of its own.
const mostStreams = 1024

// Server serves rehearsals. It is safe for concurrent use.
type Server struct {
	options Options
	groups  groups
	handler http.Handler
}

// New returns a server with the rehearsals in the folder. The caller must call [Server.Close]. The log
// names a file that is damaged; the error, one that cannot be read at all.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Streams == nil {
		o.Streams = web.NewStreams(mostStreams)
	}
	s := &Server{options: o, groups: groups{byCode: map[string]*group{}, damaged: map[string]bool{}}}
	if err := s.load(); err != nil {
		return nil, err
	}
	site, first, groups := s.newSite(), http.NewServeMux(), http.NewServeMux()
	site.addFirstPages(first)
	site.addGroupPages(groups)
	s.addStreams(groups)
	s.addActs(groups)
	s.addFob(groups)
	s.addSides(groups)
	s.addReports(groups)
	first.Handle("/", web.Routes(groups)) // whose paths begin with an invitation code
	s.handler = web.Routes(first)
	return s, nil
}

// ServeHTTP answers a request, whose path no longer has the base.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// ClockMoved lets the rehearsals catch up with a clock that was moved, or whose rate has changed.
func (s *Server) ClockMoved() {
	for _, m := range s.groups.all() {
		m.clockMoved()
	}
}

// Close ends everything that the server does besides answering requests. Rehearsals in a folder
// stay there as far as they have come, even if it returns an error: then only the time since the last
// deed is lost.
func (s *Server) Close() error {
	var failed error
	for _, m := range s.groups.close() {
		failed = errors.Join(failed, m.close())
	}
	return failed
}
