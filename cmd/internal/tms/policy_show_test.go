package tms

import (
	"testing"

	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// Every rule of every embedded policy is shown with a value.
func TestEveryRuleIsShown(t *testing.T) {
	for _, name := range tms.EmbeddedPolicies() {
		policy, _, _ := tms.EmbeddedPolicy(name)
		shown := wire.RulesOf(policy)
		if len(shown) != len(tms.Fields()) {
			t.Errorf("%s: %d rules, want %d", name, len(shown), len(tms.Fields()))
		}
		for _, r := range shown {
			if r.Value == "" {
				t.Errorf("%s: %s has no value", name, r.Field)
			}
		}
	}
}

// BS-Client counts the accidental presses, one less than the codes that are tried.
func TestTokenCounterForCheck(t *testing.T) {
	policy, _, _ := tms.EmbeddedPolicy("bs-client")
	for _, row := range []struct {
		window uint64
		want   string
	}{{1, "0"}, {2, "1"}, {11, "10"}} {
		policy.Window = row.window
		if got := wire.RulesOf(policy)[0]; got.Setting != "TokenCounterForCheck" || got.SettingValue != row.want {
			t.Errorf("window %d: got %+v, want %s", row.window, got, row.want)
		}
	}
}
