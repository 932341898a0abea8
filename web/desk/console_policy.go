package desk

import (
	"net/http"
	"strings"

	"etokenpass/internal/locale"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// policyPage is the content of the page about the rules.
type policyPage struct {
	Name   string
	Title  string
	Rules  []rule
	Window string // as counters
	Other  bool   // whether another system has names of its own for some
}

// rule is a rule of the policy, in words.
type rule struct {
	Name, Field, Value string
	Setting            string // another system's name and value; "" if it has none
	Source             badge
	Evidence           string
}

// ruleNames are the names of the policy's fields.
var ruleNames = map[string]locale.Key{
	"window": "console.rule.window", "max_failures": "console.rule.max_failures", "lock": "console.rule.lock",
	"unlock_after": "console.rule.unlock_after", "throttle": "console.rule.throttle", "count": "console.rule.count",
	"resync_window": "console.rule.resync_window", "resync_by_counter": "console.rule.resync_by_counter", "auto_resync": "console.rule.auto_resync",
	"resync_unlocks": "console.rule.resync_unlocks", "self_resync": "console.rule.self_resync", "self_assign": "console.rule.self_assign",
	"pin": "console.rule.pin",
}

// valueNames are the values of fields that are words. Numbers and durations are shown as they are.
var valueNames = map[string]locale.Key{
	"max_failures off": "console.value.never", "lock user": "console.value.user", "lock token": "console.value.token",
	"unlock_after never": "console.value.never", "throttle 0s": "console.value.none", "auto_resync off": "console.value.off",
	"resync_by_counter yes": "console.yes", "resync_by_counter no": "console.no", "resync_by_counter with_code": "console.value.with_code",
	"resync_unlocks yes": "console.yes", "resync_unlocks no": "console.no", "self_resync yes": "console.yes", "self_resync no": "console.no",
	"self_assign yes": "console.yes", "self_assign no": "console.no", "pin none": "console.value.none", "pin separate": "console.value.separate",
	"pin prefix": "console.value.prefix", "pin suffix": "console.value.suffix", "pin challenge": "console.value.challenge", "pin compound": "console.value.compound",
}

// sourceNames are the kinds of evidence for a rule.
var sourceNames = map[string]locale.Key{
	"documented": "console.source.documented", "observed": "console.source.observed", "assumed": "console.source.assumed",
}

func (v *visit) showPolicy() error {
	page := policyPage{Name: v.policy.Name, Title: v.policy.Title, Window: v.windowAsCounters()}
	for _, each := range wire.RulesOf(v.policy) {
		page.Rules = append(page.Rules, v.rule(each))
		page.Other = page.Other || each.Setting != ""
	}
	v.write(http.StatusOK, "desk-policy.html", frame{Title: v.Text("console.policy"), Content: page})
	return nil
}

func (w words) rule(r wire.Rule) rule {
	shown := rule{Name: w.Text(ruleNames[r.Field]), Field: r.Field, Value: w.ruleValue(r)}
	if r.Setting != "" {
		shown.Setting = r.Setting + " = " + r.SettingValue
	}
	kind, evidence := r.Source, ""
	if i := strings.IndexAny(r.Source, ":;"); i >= 0 {
		kind, evidence = r.Source[:i], strings.TrimSpace(r.Source[i+1:])
	}
	shown.Evidence = evidence
	if key, ok := sourceNames[kind]; ok {
		shown.Source = badge{mild, w.Text(key)}
	}
	return shown
}

func (w words) ruleValue(r wire.Rule) string {
	if key, ok := valueNames[r.Field+" "+r.Value]; ok {
		return w.Text(key)
	}
	if r.Field != "count" {
		return r.Value
	}
	var results []string
	for _, result := range w.policy.Count {
		results = append(results, w.Text(resultNames[result]))
	}
	return strings.Join(results, ", ")
}

// windowAsCounters returns the window as counters, because products count it differently.
func (w words) windowAsCounters() string {
	const seen = 2
	first, last, _ := w.policy.AcceptedCounters(&tms.Token{Type: tms.Event, Next: seen})
	return w.Text("console.policy.window", "seen", screen(seen), "first", screen(first), "last", screen(last))
}
