//go:build unix

package web

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
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
	listener, err := config.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	socket := listener.(*net.UnixListener)
	socket.SetUnlinkOnClose(false)
	return &ownSocket{socket, path, info}, nil
}

// ownSocket removes its file at the end, but not that of another server, which may have the path
// by then.
type ownSocket struct {
	*net.UnixListener
	path string
	info fs.FileInfo
}

// Close removes the file first: without a server, another would take it for a dead one.
func (s *ownSocket) Close() error {
	if now, err := os.Lstat(s.path); err == nil && os.SameFile(now, s.info) {
		_ = os.Remove(s.path) // the next server removes it
	}
	return s.UnixListener.Close()
}

// isRefused reports whether nothing listens on a socket.
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
