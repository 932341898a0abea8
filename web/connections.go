package web

import (
	"net"
	"net/http"
	"sync"
)

// connections are those on which no request has arrived, such as the ones that browsers open in
// advance. net/http would wait for them at shutdown.
type connections struct {
	mu     sync.Mutex
	all    map[net.Conn]struct{}
	closed bool
}

func newConnections() *connections { return &connections{all: map[net.Conn]struct{}{}} }

// note is called by net/http when a connection's state changes.
func (c *connections) note(connection net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.all, connection)
	case c.closed:
		_ = connection.Close() // it has sent nothing
	default:
		c.all[connection] = struct{}{}
	}
}

func (c *connections) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for connection := range c.all {
		_ = connection.Close() // it has sent nothing
	}
}
