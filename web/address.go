package web

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/durable"
)

// Address is where a server listens: a TCP address or the path of a Unix socket.
type Address struct {
	host string // as written: a name or an IP address; "" for a socket
	port uint16 // 0 takes a free one
	path string // of a Unix socket
}

// AddressAllowed describes what [ParseAddress] accepts, for messages.
const AddressAllowed = "HOST:PORT, like 127.0.0.1:8617 or [::1]:0, or unix:PATH"

// ParseAddress reads an address such as 127.0.0.1:8617, localhost:0 or unix:/run/tokens.sock. A
// missing host would mean all addresses of the machine to other programs, so it is refused.
func ParseAddress(text string) (Address, error) {
	if path, ok := strings.CutPrefix(text, "unix:"); ok {
		if path == "" || path[0] == '@' || strings.ContainsRune(path, 0) { // @ begins a name without a file
			return Address{}, fmt.Errorf("%q is not an address: after unix: there must be the path of a file", text)
		}
		return Address{path: path}, nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil || !isHost(host) {
		return Address{}, fmt.Errorf("%q is not an address: must be %s", text, AddressAllowed)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return Address{}, fmt.Errorf("%q is not an address: the port must be a number from 0 to 65535", text)
	}
	return Address{host: host, port: uint16(number)}, nil
}

// isHost reports whether a text is an IP address, without a zone, or can be a host's name.
func isHost(text string) bool {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip.Zone() == ""
	}
	return text != "" && strings.Trim(text, letters+"-._") == ""
}

// letters are the characters that names consist of, besides some others.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// String returns the address as [ParseAddress] reads it.
func (a Address) String() string {
	if a.path != "" {
		return "unix:" + a.path
	}
	return net.JoinHostPort(a.host, strconv.Itoa(int(a.port)))
}

// IsLocal reports whether only this machine can connect: loopback, or a Unix socket.
func (a Address) IsLocal() bool {
	if a.path != "" || strings.EqualFold(a.host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(a.host)
	return err == nil && ip.Unmap().IsLoopback()
}

// reachable returns the host under which this machine reaches the address.
func (a Address) reachable() string {
	ip, err := netip.ParseAddr(a.host)
	switch {
	case err != nil || !ip.IsUnspecified():
		return a.host
	case ip.Is4():
		return "127.0.0.1"
	}
	return "::1"
}

// listen opens the address.
func (a Address) listen() (net.Listener, error) {
	if a.path != "" {
		return listenUnix(a.path)
	}
	return net.Listen("tcp", a.String())
}

// lockPatience is how long a server waits while others create their sockets in the same folder.
const lockPatience = 10 * time.Second

// listenUnix creates a socket that only its owner may connect to. Servers take turns in a folder: two
// that find the same dead socket would otherwise replace each other's.
func listenUnix(path string) (net.Listener, error) {
	if folder, err := durable.OpenFolder(filepath.Dir(path)); err == nil { // else it cannot be locked; listening says whether it matters
		defer folder.Close() //nolint:errcheck // nothing was written through it
		lock, err := folder.LockFolder(durable.Patience{Stuck: lockPatience, Total: lockPatience})
		if err != nil {
			return nil, err
		}
		defer lock.Unlock() //nolint:errcheck // the folder is as it was
	}
	if err := removeDead(path); err != nil {
		return nil, err
	}
	listener, err := listenPrivate(path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// removeDead removes the socket that a killed server has left behind. It refuses to remove
// anything else.
func removeDead(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil //nolint:nilerr // there is nothing to remove; listening reports all other errors
	}
	if info.Mode()&os.ModeSocket == 0 {
		return errNoSocket
	}
	connection, err := net.Dial("unix", path)
	switch {
	case err == nil:
		return errors.Join(errLive, connection.Close())
	case isRefused(err):
		return os.Remove(path)
	}
	return err
}
