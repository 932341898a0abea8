package locale

import "testing"

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
