package bank

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/tms"
	"etokenpass/web"
)

// Options are the settings of a bank. Policy and Keep are required.
type Options struct {
	Version string // of the program
	Policy  *tms.Policy

	// Customers are those of a new bank; nil: sample customers.
	Customers []Customer

	// Keep opens what the bank keeps. A new bank is asked for after a reset; the former one's Close
	// has been called by then.
	Keep func(fresh bool) (Keeping, error)

	Start time.Time // of a virtual clock, which moves only on request; zero: the real clock
	Seed  string    // determines the secrets and passwords that are made up; "": they are random

	// Hosts are those under which other machines may reach the server, as [web.Address.Outside]; nil: none.
	Hosts []string

	Open    bool         // whether every request is an administrator's, on a server without an auth file
	Reveal  bool         // whether secrets can be asked for
	Log     *slog.Logger // for what is not a request's fault; nil: none
	Metrics *web.Metrics // counts decisions and customers, and is served as /metrics; nil: neither
}

// Keeping is where a bank keeps what it knows.
type Keeping struct {
	Store  tms.Store     // the validator's records and journal
	Tokens *device.Store // the tokens' counters; nil: in memory
	Folder string        // customers, documents, sessions, rehearsals, the clock; "": in memory
	Close  func() error
}

// Customer is a customer with a token. A bank makes up what is missing, except for the telephone; of a
// token, that is the profile, or its serial or secret.
type Customer struct {
	Login, Password string
	Owner           string // the family name, or the full name
	Organisation    string
	Telephone       string
	Token           *profiles.Profile
}

// Server serves a bank. It is safe for concurrent use.
type Server struct {
	options Options
	world   atomic.Pointer[world]
	mu      sync.Mutex // held while the world is replaced
}

// ErrPIN is in the error of [New] for a policy that a customer could not comply with.
var ErrPIN = errors.New("asks for a PIN, for which Internet-Client has no field")

// New returns the server of a bank. The caller must call [Server.Close].
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Policy.NeedsPIN() {
		return nil, fmt.Errorf("policy %s %w", o.Policy.Name, ErrPIN)
	}
	s := &Server{options: o}
	w, err := s.newWorld(false)
	if err != nil {
		return nil, err
	}
	s.world.Store(w)
	o.Metrics.Gauge("etokenpass_bank_customers", func() int { return len(s.world.Load().customers.all()) })
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.world.Load().handler.ServeHTTP(w, r)
}

// Close ends everything that the server does besides answering requests, and closes what the bank
// keeps.
func (s *Server) Close() error { return s.world.Load().close() }
