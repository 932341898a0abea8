package device

import (
	"testing"
)

// FuzzState checks that no input makes the parser panic, and that a state it accepts is the
// same after encoding and parsing it again.
func FuzzState(f *testing.F) {
	for _, seed := range []string{
		string(state{version: 2, serial: "000512345678", fingerprint: fingerprint([]byte("secret")), counter: 42, next: nextFactor{factor: 43}}.encode()),
		string(state{version: 2, serial: "№ \"7\"\\", fingerprint: fingerprint(nil), counter: 1<<64 - 1, next: nextFactor{exhausted: true}}.encode()),
		string(state{version: 1, serial: "000512345678", fingerprint: fingerprint([]byte("secret")), counter: 42}.encode()),
		"version: 3\ncounter: 5\n", "version: &a 1\nserial: *a\n", "", "- 5", "a: b: c", "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := parseState(data)
		if err != nil {
			return
		}
		again, err := parseState(parsed.encode())
		if err != nil || again != parsed {
			t.Errorf("got %+v, %v\nwant %+v", again, err, parsed)
		}
	})
}
