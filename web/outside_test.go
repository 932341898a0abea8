package web

import (
	"net"
	"slices"
	"testing"
)

// Other machines can use the names and the addresses of this one, unless it listens for itself alone.
func TestOutside(t *testing.T) {
	var interfaces []net.Addr
	for _, each := range []string{"127.0.0.1/8", "::1/128", "fe80::1/64", "fd00::2/64", "192.0.2.10/24", "198.51.100.7/24"} {
		ip, network, err := net.ParseCIDR(each)
		if err != nil {
			t.Fatal(err)
		}
		interfaces = append(interfaces, &net.IPNet{IP: ip, Mask: network.Mask})
	}
	for _, test := range []struct {
		listen string
		names  []string
		want   []string
	}{
		{"127.0.0.1:8618", []string{"bank.example"}, nil},
		{"localhost:8618", nil, nil},
		{"unix:bank.sock", nil, nil},
		{"0.0.0.0:8618", nil, []string{"192.0.2.10", "198.51.100.7"}},
		{"[::]:8618", nil, []string{"192.0.2.10", "198.51.100.7", "[fd00::2]"}},
		{"0.0.0.0:8618", []string{"bank.example", "bank.example:443"}, []string{"bank.example", "192.0.2.10", "198.51.100.7"}},
		{"[::]:8618", []string{"a.example", "b.example"}, []string{"a.example", "b.example", "192.0.2.10", "198.51.100.7"}},
		{"192.0.2.10:8618", []string{"bank.example"}, []string{"bank.example", "192.0.2.10"}},
		{"[fd00::2]:8618", nil, []string{"[fd00::2]"}},
		{"bank.example:8618", nil, []string{"bank.example"}},
	} {
		address, err := ParseAddress(test.listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := address.outside(test.names, interfaces); !slices.Equal(got, test.want) {
			t.Errorf("%s, %q: %q, want %q", test.listen, test.names, got, test.want)
		}
	}
}
