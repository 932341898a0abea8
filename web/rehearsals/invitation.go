package rehearsals

import (
	"net"
	"strings"
)

// invitation is what people at other machines need to join a group.
type invitation struct {
	Code      string // in two parts, as people say it
	Addresses []string
	IsLocal   bool // whether only this machine can open the addresses
}

// invite returns the invitation to a group, as it is shown to whoever has asked for a host. If that is a
// name that only this machine knows itself by, other machines have the hosts of the options.
func (s *site) invite(code, host string) invitation {
	i := invitation{Code: code[:3] + " " + code[3:]}
	hosts := []string{host}
	if isLocal(host) {
		hosts, i.IsLocal = s.hostsOutside(host), len(s.options.Hosts) == 0
	}
	for _, each := range hosts {
		i.Addresses = append(i.Addresses, "http://"+each+s.options.Base+"/")
	}
	return i
}

// hostsOutside returns the hosts of the options, with the port that was asked for; without such hosts,
// the one that was asked for.
func (s *site) hostsOutside(host string) []string {
	if len(s.options.Hosts) == 0 {
		return []string{host}
	}
	_, port, err := net.SplitHostPort(host)
	var outside []string
	for _, each := range s.options.Hosts {
		if err == nil { // else it is the port of the scheme
			each += ":" + port
		}
		outside = append(outside, each)
	}
	return outside
}

// isLocal reports whether a host is this machine, under a name that only this machine knows it by.
func isLocal(host string) bool {
	for _, name := range []string{"localhost", "127.", "[::1]"} {
		if strings.HasPrefix(host, name) {
			return true
		}
	}
	return false
}
