package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Config holds the settings of a server.
type Config struct {
	Listen  Address
	Hosts   []string // names under which clients reach the server besides its address, with or without a port
	Origins []string // origins besides its own whose pages may use the server, like https://app.example (CORS)

	Auth   *Auth    // who may use it; nil: everyone who can connect
	Open   bool     // permits other machines to connect without authentication
	Public []string // paths that need no authentication besides /healthz, /readyz and those for signing in; /static/* means those below /static/

	Practice string // the path of the practice bank's first page if the server is one; the page for signing in says so

	MaxBody int64        // of a request, in bytes; 0: 1 MiB. [LimitBody] sets another limit for a handler
	Log     *slog.Logger // one line for each request; nil: none
	Metrics *Metrics     // counts the requests; nil: none

	times times            // tests set shorter ones
	now   func() time.Time // for sessions; nil: time.Now
}

// Server is a server that listens.
type Server struct {
	config   Config
	guard    func(http.Handler) http.Handler
	listener net.Listener
}

// Listen starts to listen. Connections wait until [Server.Serve] is called. The error is a
// [*ListenError], which wraps [ErrExposed] if other machines could connect without
// authentication, or says which of the settings is wrong.
func Listen(config Config) (*Server, error) {
	if !config.Listen.IsLocal() && config.Auth == nil && !config.Open {
		return nil, exposed(config.Listen)
	}
	origins, err := newOrigins(config.Origins)
	if err != nil {
		return nil, err
	}
	for _, name := range config.Hosts {
		if err := checkHostName(name); err != nil {
			return nil, err
		}
	}
	listener, err := config.Listen.listen()
	if err != nil {
		return nil, listenError(config.Listen, err)
	}
	server := &Server{config: config, listener: listener}
	server.guard = config.guard(newHosts(config.Listen, server.port(), config.Hosts), origins)
	return server, nil
}

// port returns the port that was taken, or "" for a Unix socket.
func (s *Server) port() string {
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	return port
}

// URL returns the address for clients on this machine, with the port that was taken, like
// http://127.0.0.1:41234, or unix:PATH. [Client] accepts both.
func (s *Server) URL() string {
	if s.config.Listen.path != "" {
		return s.config.Listen.String()
	}
	return "http://" + net.JoinHostPort(s.config.Listen.reachable(), s.port())
}

// Close stops listening. It is for a server that does not get as far as [Server.Serve].
func (s *Server) Close() error { return s.listener.Close() }

// ErrCutOff is the error of a server that ended while requests were running.
var ErrCutOff = errors.New("requests were cut off when the server ended")

// Serve answers requests until the context ends. Then it stops listening, ends event streams at
// once (see [Stopping]), gives running requests five seconds to finish, and returns nil, or
// [ErrCutOff] if that was not enough. It can be called once.
func (s *Server) Serve(ctx context.Context, handler http.Handler) error {
	base, cutOff := context.WithCancel(context.Background())
	defer cutOff()
	stopping, stop := context.WithCancel(base)
	defer stop()

	times := s.config.times.orDefaults()
	unused := newConnections()
	server := &http.Server{
		Handler:           s.guard(handler),
		ReadHeaderTimeout: times.header, ReadTimeout: times.read, WriteTimeout: times.write, IdleTimeout: times.idle,
		MaxHeaderBytes:               maxHeader,
		BaseContext:                  func(net.Listener) context.Context { return context.WithValue(base, stoppingKey{}, stopping) },
		ConnState:                    unused.note,
		ErrorLog:                     slog.NewLogLogger(logOf(s.config).Handler(), slog.LevelDebug),
		DisableGeneralOptionsHandler: true, // it would answer OPTIONS * without asking the guards
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(s.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("%s: %w", s.config.Listen, err)
	case <-ctx.Done():
	}
	stop()
	limited, cancel := context.WithTimeout(context.Background(), times.shutdown)
	defer cancel()
	unused.close()
	err := server.Shutdown(limited)
	// A server that is told to end before it has begun closes its listener only there.
	<-failed //nolint:errcheck // it is http.ErrServerClosed
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(ErrCutOff, server.Close())
	} else if err != nil {
		return fmt.Errorf("%s: %w", s.config.Listen, err)
	}
	return nil
}

type stoppingKey struct{}

// Stopping returns a channel that is closed when the server of a request begins to shut down.
// Handlers that wait for something end then. It returns nil, which never ends, if the request
// does not come from a [Server].
func Stopping(ctx context.Context) <-chan struct{} {
	return stoppingContext(ctx).Done()
}

// stoppingContext returns a context that ends when the server of a request begins to shut down.
func stoppingContext(ctx context.Context) context.Context {
	if stopping, ok := ctx.Value(stoppingKey{}).(context.Context); ok {
		return stopping
	}
	return context.Background()
}

// times are the limits of a request that keep slow and hostile clients from using up the server.
type times struct{ header, read, write, idle, shutdown time.Duration }

var defaultTimes = times{header: 10 * time.Second, read: time.Minute, write: 2 * time.Minute, idle: 2 * time.Minute, shutdown: 5 * time.Second}

func (t times) orDefaults() times {
	if t == (times{}) {
		return defaultTimes
	}
	return t
}

// maxHeader is the limit of a request's line and headers, in bytes. net/http allows 4 KiB more.
const maxHeader = 64 << 10

func logOf(config Config) *slog.Logger {
	if config.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return config.Log
}
