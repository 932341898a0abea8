package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// hosts decides under which names clients may address the server. A page of a foreign site can
// send requests to 127.0.0.1 under a name of its own (DNS rebinding), and only the name gives it
// away.
type hosts struct {
	any   bool   // a Unix socket: no browser connects to one
	local bool   // only this machine can connect
	port  string // that was taken
	names map[string]bool
}

func newHosts(listen Address, port string, configured []string) *hosts {
	h := &hosts{any: listen.path != "", local: listen.IsLocal(), port: port, names: map[string]bool{}}
	for _, name := range append([]string{"localhost", "127.0.0.1", "::1", listen.host}, configured...) {
		h.names[strings.ToLower(name)] = true
	}
	return h
}

// checkHostName checks one of the configured names.
func checkHostName(name string) error {
	bare, port, ok := splitHost(name)
	if _, err := strconv.ParseUint(port, 10, 16); !ok || err != nil || !isHost(bare) {
		return fmt.Errorf("%q is not the name of a host: must be like tokens.example or tokens.example:8617", name)
	}
	return nil
}

// allow reports whether a Host header is right.
//
// If only this machine can connect, it must be one of its names, with the server's port. Else
// the port may be another one, as containers and proxies map ports, and the host may be any IP
// address: the name of a rebinding site is never one.
func (h *hosts) allow(header string) bool {
	if h.any {
		return true
	}
	name, port, ok := splitHost(strings.ToLower(header))
	if !ok {
		return false
	}
	if h.names[net.JoinHostPort(name, port)] { // configured with its port
		return true
	}
	if !h.local {
		_, err := netip.ParseAddr(name)
		return err == nil || h.names[name]
	}
	return h.names[name] && port == h.port
}

// splitHost splits a Host header. Without a port it means port 80.
func splitHost(header string) (name, port string, ok bool) {
	if strings.HasSuffix(header, "]") || !strings.Contains(header, ":") {
		header += ":80"
	}
	name, port, err := net.SplitHostPort(header)
	return name, port, err == nil && name != ""
}

func (h *hosts) check(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.allow(r.Host) {
			NewProblem(http.StatusForbidden, "this server has another name than the request's Host header says",
				"use the address that the server printed when it started").ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
