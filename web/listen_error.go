package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"syscall"
)

// ListenError reports that a server cannot listen on an address.
type ListenError struct {
	Address Address
	Err     error

	problem, advice string
}

func (e *ListenError) Error() string {
	return fmt.Sprintf("cannot listen on %s: %s", e.Address, e.problem)
}

func (e *ListenError) Unwrap() error { return e.Err }

// Hint returns what to try, or "".
func (e *ListenError) Hint() string { return e.advice }

// ErrExposed is the error of a server that other machines could use without authentication.
var ErrExposed = errors.New("other machines could connect without authentication")

func exposed(a Address) error {
	return &ListenError{a, ErrExposed, ErrExposed.Error(),
		"use --auth-file FILE, listen on 127.0.0.1, or accept it with --insecure-no-auth"}
}

// errors of Unix sockets
var (
	errLive     = errors.New("another server listens there")
	errNoSocket = errors.New("the file exists and is not a socket")
)

// Windows has error numbers of its own, which the package syscall does not name.
const (
	windowsAccess       = syscall.Errno(10013)
	windowsInUse        = syscall.Errno(10048)
	windowsNotAvailable = syscall.Errno(10049)
)

// listenError describes an error of listening to people.
func listenError(a Address, err error) error {
	e := &ListenError{Address: a, Err: err, problem: err.Error()}
	_, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, errLive), errors.Is(err, errNoSocket):
		e.advice = "use another path"
	case a.path != "":
		e.describeSocket()
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, windowsInUse):
		e.problem = fmt.Sprintf("another program listens on port %d", a.port)
		e.advice = fmt.Sprintf("end that program, or take a free port with --listen %s", Address{host: a.host})
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, windowsNotAvailable):
		e.problem = "this machine does not have that address"
		e.advice = "use 127.0.0.1, or 0.0.0.0 for all addresses of this machine"
	case isDNS:
		e.problem = "there is no host of that name"
		e.advice = "use an IP address, like 127.0.0.1"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, windowsAccess):
		e.problem = fmt.Sprintf("no permission for port %d", a.port)
		e.advice = "use a port from 1024"
	}
	return e
}

// describeSocket describes an error of a Unix socket.
func (e *ListenError) describeSocket() {
	switch folder := filepath.Dir(e.Address.path); {
	case errors.Is(e.Err, fs.ErrPermission):
		e.problem = "no permission for the socket, or for its folder " + folder
		e.advice = "use a folder that you own"
	case errors.Is(e.Err, fs.ErrNotExist), errors.Is(e.Err, syscall.ENOTDIR):
		e.problem = "there is no folder " + folder
		e.advice = "create the folder first"
	case errors.Is(e.Err, syscall.EADDRINUSE): // on a system on which servers do not take turns
		e.problem, e.advice = errLive.Error(), "use another path"
	case errors.Is(e.Err, syscall.EINVAL):
		e.problem = fmt.Sprintf("a path of %d bytes is too long for a socket: must be at most 103", len(e.Address.path))
		e.advice = "use a shorter path"
	}
}
