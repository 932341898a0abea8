package web

import (
	"errors"
	"net"
	"syscall"
)

// listenPrivate creates a Unix socket. Windows has no modes; the folder decides who may connect.
func listenPrivate(path string) (net.Listener, error) { return net.Listen("unix", path) }

// isRefused reports whether nothing listens on a socket.
func isRefused(err error) bool { return errors.Is(err, syscall.Errno(10061)) }
