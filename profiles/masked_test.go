package profiles_test

import (
	"testing"

	"etokenpass/profiles"
)

func TestMasked(t *testing.T) {
	const hidden = "(hidden, as it could be a secret)"
	for text, want := range map[string]string{
		"3132333435363738393031323334353637383930":     hidden,
		"313233343536373839303132333435363738393":      hidden, // odd
		"0x3132333435363738393031323334353637383930":   hidden,
		"b09cdbe8475ecca8":                             hidden,
		"JBSWY3DPEHPK3PXP":                             hidden,
		"gezdgnbvgy3tqojqgezdgnbvgy3tqojq":             hidden,
		"GEZDGNBVGY3TQOJQ====":                         hidden,
		"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=":                 hidden,
		"seeds/JBSWY3DPEHPK3PXP.yaml":                  "seeds/" + hidden,
		"/home/b09cdbe8475ecca8b09cdbe8475ecca8/a.csv": "/home/" + hidden + "/a.csv",
		"":                       "",
		"demo":                   "demo",
		"000512345678":           "000512345678",
		"00040008CFA5":           "00040008CFA5",
		"1234567890123456":       "1234567890123456",
		"integration-test-token": "integration-test-token",
		"productionserver":       "productionserver",
		"a serial of the token":  "a serial of the token",
		"/var/lib/000512345678-0123456789abcdef.yaml":            "/var/lib/000512345678-0123456789abcdef.yaml",
		"/tmp/TestDurableStoppedWithTheLock3131231/001/fob.yaml": "/tmp/TestDurableStoppedWithTheLock3131231/001/fob.yaml",
	} {
		if got := profiles.Masked(text); got != want {
			t.Errorf("Masked(%q) = %q, want %q", text, got, want)
		}
	}
}
