package locale

import (
	"strings"
	"testing"
)

func TestPreferred(t *testing.T) {
	for _, test := range []struct {
		environment map[string]string
		system      string
		want        Language
	}{
		{map[string]string{"LANG": "ru_RU.UTF-8"}, "", Russian},
		{map[string]string{"LANG": "en_GB.UTF-8"}, "ru-RU", English},
		{map[string]string{"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "", English},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru"}, "", Russian},
		{map[string]string{"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "ru_RU", "LC_ALL": "C"}, "", English},
		{map[string]string{"LC_ALL": "RU_ru@euro"}, "", Russian},
		{map[string]string{"LANG": "C.UTF-8"}, "ru-RU", English},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "", English},
		{map[string]string{"LANG": "rup_MK"}, "", English}, // Aromanian, not Russian
		{nil, "ru-RU", Russian},
		{nil, "ru", Russian},
		{nil, "de-DE", English},
		{nil, "", English},
	} {
		getenv := func(name string) string { return test.environment[name] }
		if got := preferred(getenv, func() string { return test.system }); got != test.want {
			t.Errorf("preferred with environment %v and system %q = %s, want %s", test.environment, test.system, got, test.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, test := range []struct {
		name string
		want Language
		ok   bool
	}{
		{"ru", Russian, true},
		{"RU-ru", Russian, true},
		{"en", English, true},
		{"de", English, false},
		{"", English, false},
		{"rup", English, false}, // Aromanian
	} {
		if got, ok := Parse(test.name); got != test.want || ok != test.ok {
			t.Errorf("Parse(%q) = %s, %t, want %s, %t", test.name, got, ok, test.want, test.ok)
		}
	}
}

func TestFromAcceptLanguage(t *testing.T) {
	for header, want := range map[string]Language{
		"":                                    English,
		"ru":                                  Russian,
		"ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7": Russian,
		"en-US,en;q=0.9,ru;q=0.8":             English,
		"de-DE, ru;q=0.5, en;q=0.4":           Russian,
		"de, fr;q=0.9":                        English,
		"en;q=0.5, ru; q=0.6":                 Russian,
		"en;q=0.5, ru;Q=1.000":                Russian,
		"ru;q=0, en;q=0.1":                    English,
		"ru;q=0":                              English,
		"ru;q=2":                              English, // not a weight
		"ru;q=NaN":                            English,
		"ru;q=":                               English,
		"*":                                   English,
		",,;;q=,=":                            English,
		"ru, en":                              Russian, // the first of equal ones
		strings.Repeat("de,", 20) + "ru":      English, // too many
	} {
		if got := FromAcceptLanguage(header); got != want {
			t.Errorf("FromAcceptLanguage(%q) = %s, want %s", header, got, want)
		}
	}
}
