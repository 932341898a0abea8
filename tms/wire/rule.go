package wire

import (
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/value"
	"etokenpass/tms"
)

// Rule is a field of a policy.
type Rule struct {
	Field        string `json:"field" example:"window"`
	Value        string `json:"value" doc:"As a policy writes it." example:"10"`
	Setting      string `json:"setting,omitempty" doc:"The name that the system which the policy describes has for it." example:"TokenCounterForCheck"`
	SettingValue string `json:"setting_value,omitempty" doc:"The value as that system writes it." example:"9"`
	Source       string `json:"source,omitempty" doc:"Where the value comes from: documented or observed, and where, or assumed."`
}

// RulesOf returns the JSON of a policy: all of its fields, in their order.
func RulesOf(policy *tms.Policy) (all []Rule) {
	for _, field := range tms.Fields() {
		r := Rule{Field: string(field), Value: valueOf(policy, field), Setting: policy.Names[field], Source: policy.Sources[field]}
		if r.Setting != "" {
			r.SettingValue = r.Value
			if r.Setting == "TokenCounterForCheck" { // counts the accidental presses
				r.SettingValue = strconv.FormatUint(policy.Window-1, 10)
			}
		}
		all = append(all, r)
	}
	return all
}

// valueOf returns the value of a field as a policy writes it.
func valueOf(policy *tms.Policy, field tms.Field) string {
	switch field {
	case "window":
		return strconv.FormatUint(policy.Window, 10)
	case "max_failures":
		if policy.MaxFailures == 0 {
			return "off"
		}
		return strconv.Itoa(policy.MaxFailures)
	case "lock":
		return string(policy.Lock)
	case "unlock_after":
		return durationOr("never", policy.UnlockAfter)
	case "throttle":
		return value.FormatDuration(policy.Throttle)
	case "count":
		var results []string
		for _, result := range policy.Count {
			results = append(results, string(result))
		}
		return strings.Join(results, ", ")
	case "resync_window":
		return strconv.FormatUint(policy.ResyncWindow, 10)
	case "resync_by_counter":
		return string(policy.ResyncByCounter)
	case "auto_resync":
		return durationOr("off", policy.AutoResync)
	case "resync_unlocks":
		return yesNo(policy.ResyncUnlocks)
	case "self_resync":
		return yesNo(policy.SelfResync)
	case "self_assign":
		return yesNo(policy.SelfAssign)
	case "pin":
		return string(policy.PIN)
	}
	panic("internal error: a policy field without a value: " + string(field)) // a test shows all fields
}

func durationOr(zero string, d time.Duration) string {
	if d == 0 {
		return zero
	}
	return value.FormatDuration(d)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
