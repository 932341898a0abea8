package web

import (
	"net"
	"net/netip"
	"slices"
)

// mostOutside bounds the hosts of [Address.Outside]: a machine may have an IP address for each of its
// virtual networks.
const mostOutside = 4

// Outside returns the hosts under which other machines may reach the address, as they stand in a URL
// before the port: the names that the server answers to, and the IP addresses of this machine if it
// listens on all. It returns none if only this machine can connect.
func (a Address) Outside(names []string) []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		all = nil // the names remain
	}
	return a.outside(names, all)
}

func (a Address) outside(names []string, interfaces []net.Addr) []string {
	if a.IsLocal() {
		return nil
	}
	var hosts []string
	for _, name := range names {
		if bare, port, err := net.SplitHostPort(name); err == nil || bare != "" || port != "" {
			continue // a proxy's port: the name belongs to an address of its own
		}
		hosts = append(hosts, name)
	}
	ip, err := netip.ParseAddr(a.host)
	if err != nil || !ip.IsUnspecified() {
		return append(hosts, hostOf(a.host))
	}
	hosts = append(hosts, addressesOf(interfaces, ip.Is6())...)
	return hosts[:min(len(hosts), mostOutside)]
}

// addressesOf returns the IP addresses that other machines can know, those of IPv4 first.
func addressesOf(interfaces []net.Addr, withIPv6 bool) []string {
	var four, six []string
	for _, each := range interfaces {
		prefix, err := netip.ParsePrefix(each.String())
		ip := prefix.Addr().Unmap()
		switch {
		case err != nil || !ip.IsGlobalUnicast():
		case ip.Is4():
			four = append(four, ip.String())
		case withIPv6:
			six = append(six, hostOf(ip.String()))
		}
	}
	return slices.Concat(four, six)
}

// hostOf writes a host as in a URL.
func hostOf(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
		return "[" + host + "]"
	}
	return host
}
