package tms_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"etokenpass/tms"
)

// Whatever prints or marshals a value shows no code, PIN or key.
func TestValuesAreMasked(t *testing.T) {
	const code, pin, key = "755224", "correct-horse", "32 bytes that seal this journal!"
	for _, value := range []any{
		tms.Login{User: "anna", Code: code, PIN: pin}, &tms.Login{Code: code, PIN: pin}, []tms.Login{{Code: code, PIN: pin}},
		tms.CounterReport{Code: code}, tms.JournalKey(key), tms.NewMemory(tms.JournalKey(key)),
	} {
		marshaled, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		printed := string(marshaled)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			printed += fmt.Sprintf(verb, value)
		}
		for _, secret := range []string{code, pin, key} {
			for _, form := range []string{secret, fmt.Sprintf("%x", secret), strings.Trim(fmt.Sprintf("%d", []byte(secret)), "[]")} {
				if strings.Contains(printed, form) {
					t.Errorf("%T shows a secret: %s", value, printed)
				}
			}
		}
	}
}
