package near_test

import (
	"strings"
	"testing"

	"etokenpass/internal/near"
)

func TestWord(t *testing.T) {
	words := []string{"serial", "secret", "type", "counter", "pin"}
	for typed, want := range map[string]string{
		"serail":                  "serial", // swapped
		"Serial":                  "serial",
		"secrte":                  "secret",
		"conuterr":                "counter", // two mistakes
		"conutrr":                 "counter",
		"typ":                     "type",
		"pim":                     "pin",
		"pix2":                    "",
		"xyz":                     "",
		"":                        "",
		strings.Repeat("a", 1e5):  "",
		"counter of the token":    "",
		"a counter":               "counter",
		"sériál":                  "serial", // two letters of six
		"type" + "\u0000\u0000\n": "",
	} {
		if got := near.Word(typed, words); got != want {
			t.Errorf("Word(%.20q) = %q, want %q", typed, got, want)
		}
	}
	if got := near.Word("a", nil); got != "" {
		t.Errorf("of no words, %q is near", got)
	}
}
