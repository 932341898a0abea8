package rehearsals

import (
	"log/slog"
	"net/http"
	"time"

	"etokenpass/web"
)

// Options are the settings of a server. Base and Now are required.
type Options struct {
	Base    string           // the path of the pages, like /rehearsals, which requests no longer have
	Version string           // of the program
	Folder  string           // where rehearsals are kept; "": in memory
	Now     func() time.Time // the bank's clock, whose time passes in the rehearsals
	Streams *web.Streams     // counts the event streams of the bank
	Log     *slog.Logger     // for what is not a request's fault; nil: none
}

// Server serves rehearsals. It is safe for concurrent use.
type Server struct {
	options Options
	handler http.Handler
}

// New returns a server with the rehearsals in the folder. The caller must call [Server.Close].
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	return &Server{options: o, handler: web.Routes(mux)}, nil
}

// ServeHTTP answers a request, whose path no longer has the base.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// ClockMoved lets the rehearsals catch up with a clock that was moved.
func (s *Server) ClockMoved() {}

// Reset ends and removes all rehearsals.
func (s *Server) Reset() error { return nil }

// Close ends everything that the server does besides answering requests. Rehearsals in a folder
// stay there. It always returns nil.
func (s *Server) Close() error { return nil }
