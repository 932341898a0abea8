package desk

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"etokenpass/tms"
	"etokenpass/web"
)

// Options are the settings of a server. Store and Policy are required. The sessions of the
// self-service depend on the store's journal key, which must have 32 bytes or more.
type Options struct {
	Version string // of the program, for the API's document
	Store   tms.Store
	Policy  *tms.Policy

	// Open makes every request an administrator's. It is for a server without an auth file, which
	// only this machine can reach.
	Open bool

	// OpenChecks lets clients of privacyIDEA's interface check codes without a bearer token, which
	// most of them cannot send.
	OpenChecks bool

	Reveal bool // whether administrators may export secrets

	Start time.Time // of a virtual clock, which moves only on request; zero: the real clock
	Clock Clock     // that the validator shares with others; nil: one of its own, from Start

	// Base is the path below which the server is a part of another, like /desk; requests no longer
	// have it. "": none.
	Base string

	Practice string // the path of the practice bank that the server is a part of, as its pages say; "": none

	// RoleOf returns the role of a caller in the auth file of another server; nil: the caller's own.
	RoleOf func(web.Caller) Role

	Log *slog.Logger // for what is not a request's fault, such as a store that cannot be written; nil: none

	Metrics *web.Metrics // counts decisions and imports, and is served as /metrics; nil: neither
}

// Server serves a validator. It is safe for concurrent use.
type Server struct {
	options Options
	clock   Clock
	now     func() time.Time // of the clock
	streams *web.Streams
	faults  faults
	checks  turns // of codes, for applications; nil if the policy has no PIN
	imports *imports
	handler http.Handler
	alone   *ConsoleOptions // of a console without the rest; nil: this is all of it
}

// New returns a server. The caller must call [Server.Close], and close the store afterwards.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Store = Counted(o.Store, o.Metrics)
	if o.Clock == nil {
		o.Clock = newClock(o.Start)
	}
	s := &Server{options: o, clock: o.Clock, now: o.Clock.Now, streams: web.NewStreams(mostStreams), imports: newImports()}
	if o.Policy.NeedsPIN() {
		s.checks = make(turns, mostAtOnce)
	}
	o.Metrics.Streams(s.streams)
	mux := http.NewServeMux()
	s.routes(mux)
	s.handler = web.Routes(mux)
	return s
}

// mostStreams bounds the event streams that are open.
const mostStreams = 1024

// PublicPaths returns the paths that need no bearer token; see [web.Config].
func PublicPaths(o Options) []string {
	public := []string{o.Base + selfPath, o.Base + selfPath + "/*", "/look.css"}
	if o.OpenChecks {
		public = append(public, o.Base+piCheckPath)
	}
	return public
}

// seeOther leads a browser to a path of this server.
func (s *Server) seeOther(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, s.options.Base+path, http.StatusSeeOther)
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends everything that the server does besides answering requests: imports that are still
// running store nothing. It always returns nil.
func (s *Server) Close() error {
	s.imports.close()
	return nil
}

// validator returns the validator for the requests of a caller, whose name is in the journal.
func (s *Server) validator(requester string) *tms.Validator {
	return &tms.Validator{Store: s.options.Store, Policy: s.options.Policy, Requester: requester, Channel: "http"}
}

// call returns what identifies a request in the journal. id is the client's; "" makes one up.
func (s *Server) call(id string) tms.Call {
	if id == "" {
		id = rand.Text()
	}
	return tms.Call{Time: s.now(), ID: id}
}

// Ready reports whether the store can be read.
func (s *Server) Ready(ctx context.Context) error {
	return s.options.Store.View(ctx, func(tms.View) error { return nil })
}
