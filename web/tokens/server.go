package tokens

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
)

// Options are the settings of a server. The zero value is a server without tokens, on the real
// clock, that keeps everything in memory.
type Options struct {
	Version string    // of the program, for the API's document
	Start   time.Time // of virtual clocks, like [web.DefaultStart]; they move only on request. Zero: the real clock

	Shared *SharedClock // that all tokens have, instead of clocks of their own; nil: none

	// Base is the path below which the server is a part of another, like /tokens; requests no longer
	// have it. "": none.
	Base string

	Practice string // the path of the practice bank that the server is a part of, as its page says; "": none

	// Seed determines the serials and secrets that the server makes up. If it is "", they are random.
	Seed string

	Store    *device.Store       // where counters are saved; nil: in memory only
	Profiles []*profiles.Profile // of the tokens that exist at the start
	Reveal   bool                // whether clients may ask for secrets
	Log      *slog.Logger        // for what is not a request's fault, such as a counter that cannot be saved; nil: none
	Metrics  *web.Metrics        // counts presses and codes, and is served as /metrics; nil: neither
}

// Server serves tokens. It is safe for concurrent use.
type Server struct {
	options  Options
	registry registry
	made     maker
	clocks   clocks
	events   *web.Hub[Event]
	painter  painter
	handler  http.Handler
}

// New returns a server. The caller must call [Server.Close]. New returns an error if an option is
// wrong, if two profiles have the same serial, or if a saved counter cannot be read.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	clocks, err := newClocks(o)
	if err != nil {
		return nil, err
	}
	streams := web.NewStreams(mostStreams)
	s := &Server{
		options: o, registry: registry{base: o.Base, byID: map[string]*entry{}}, made: maker{seed: o.Seed}, clocks: clocks,
		events: web.NewHub[Event](web.HubConfig{Streams: streams}),
	}
	o.Metrics.Streams(streams)
	o.Metrics.Gauge("etokenpass_tokens", s.registry.size)
	if _, err := s.add(o.Profiles); err != nil {
		if problem, ok := errors.AsType[*web.Problem](err); ok {
			return nil, errors.New(problem.Problem)
		}
		return nil, err
	}
	mux := http.NewServeMux()
	s.routes(mux)
	s.handler = web.Routes(mux)
	return s, nil
}

// mostStreams bounds the event streams that are open.
const mostStreams = 2048

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends everything that the server does besides answering requests. It always returns nil.
func (s *Server) Close() error {
	s.events.Close()
	for _, e := range s.registry.clear() {
		e.end()
	}
	return nil
}

// Add adds a token to the server.
func (s *Server) Add(p *profiles.Profile) error {
	_, err := s.add([]*profiles.Profile{p})
	return err
}

// Remove removes the token with a serial, if there is one. A counter that was saved stays saved.
func (s *Server) Remove(serial string) {
	if s.Has(serial) { // else the id may be the serial of another
		_ = s.remove(profiles.FileName(serial)) // the error is that another request has removed it
	}
}

// Has reports whether there is a token with a serial.
func (s *Server) Has(serial string) bool { return s.registry.has(serial) }

// add adds tokens to the server, all or none.
func (s *Server) add(all []*profiles.Profile) ([]*entry, error) {
	entries := make([]*entry, 0, len(all))
	for _, p := range all {
		e, err := s.newEntry(p)
		if err != nil {
			return nil, fmt.Errorf("token %s: %w", p.Serial, err)
		}
		entries = append(entries, e)
	}
	if err := s.registry.add(entries); err != nil {
		return nil, err
	}
	for _, e := range entries {
		_ = e.use(func() error { e.publish(createdEvent, e.token.Snapshot()); return nil }) // a deleted token has been created too
	}
	return entries, nil
}
