//go:build unix

package web

import (
	"context"
	"errors"
	"net"
	"syscall"
)

// listenPrivate creates a Unix socket. On Linux it has mode 0600 from the start, because a
// socket's file gets the mode that the socket has when it is bound.
func listenPrivate(path string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, socket syscall.RawConn) error {
		return socket.Control(func(descriptor uintptr) {
			_ = syscall.Fchmod(int(descriptor), 0o600) // other systems refuse; the caller changes the file's mode
		})
	}}
	return config.Listen(context.Background(), "unix", path)
}

// isRefused reports whether nothing listens on a socket.
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
