package tokens_test

import (
	"testing"

	"etokenpass/profiles"
	"etokenpass/web/tokens"
)

// A token is removed by its serial alone. One whose serial is like the id of another stays.
func TestRemove(t *testing.T) {
	server, err := tokens.New(tokens.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close() //nolint:errcheck // it never fails
	secret, err := profiles.NewSecret([]byte("12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	other := profiles.FileName(demo)
	for _, serial := range []string{demo, other} {
		if err := server.Add(profiles.New(serial, secret)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		server.Remove(demo)
		if server.Has(demo) || !server.Has(other) {
			t.Errorf("after a removal: %t, and the other: %t", server.Has(demo), server.Has(other))
		}
	}
}
