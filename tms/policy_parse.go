package tms

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/strictyaml"
	"etokenpass/internal/value"
)

// The ranges of policy fields.
const (
	maxWindow       = 1000
	maxMaxFailures  = 1000
	maxResyncWindow = 100_000
	maxUnlockAfter  = 365 * 24 * time.Hour
	maxThrottle     = time.Hour
	maxAutoResync   = 24 * time.Hour
)

// policyFile describes a policy in error messages.
var policyFile = strictyaml.Kind{
	Name: "a policy", Fields: "name", Advice: "etokenpass tms policy show " + DefaultPolicy + " --format yaml prints one to start from",
}

// ParsePolicy parses a policy. name is the file name for errors. Omitted fields have their
// default. The error joins all problems, each with the file, the line, the field and what is
// allowed.
func ParsePolicy(name string, data []byte) (*Policy, error) {
	policy := defaultPolicy()
	if err := policyFile.Parse(name, data, policy.read); err != nil {
		return nil, err
	}
	return policy, nil
}

func (p *Policy) read(m *strictyaml.Mapping) {
	const name = "1 to 100 letters, digits, dashes or dots"
	if m.Require("name", name) {
		p.Name, _ = m.Text("name", name, isPolicyName)
	}
	p.Title, _ = m.Text("title", "1 to 300 printable characters", isLine)
	strictyaml.Number(m, "window", &p.Window, 1, maxWindow)
	strictyaml.NumberOr(m, "max_failures", "off", &p.MaxFailures, 1, maxMaxFailures)
	strictyaml.Choice(m, "lock", &p.Lock, LockUser, LockToken)
	m.DurationOr("unlock_after", "never", &p.UnlockAfter, time.Second, maxUnlockAfter)
	m.Duration("throttle", &p.Throttle, 0, maxThrottle)
	p.readCount(m)
	strictyaml.Number(m, "resync_window", &p.ResyncWindow, 1, maxResyncWindow)
	strictyaml.Choice(m, "resync_by_counter", &p.ResyncByCounter, CounterYes, CounterWithCode, CounterNo)
	m.DurationOr("auto_resync", "off", &p.AutoResync, time.Second, maxAutoResync)
	readYesNo(m, "resync_unlocks", &p.ResyncUnlocks)
	readYesNo(m, "self_resync", &p.SelfResync)
	readYesNo(m, "self_assign", &p.SelfAssign)
	strictyaml.Choice(m, "pin", &p.PIN, PINNone, PINSeparate, PINPrefix, PINSuffix, PINChallenge, PINCompound)
	p.Sources = readNotes(m, "sources")
	p.Names = readNotes(m, "names")
}

func (p *Policy) readCount(m *strictyaml.Mapping) {
	results := m.Texts("count", len(countable()), value.Choice(countable()...), func(s string) bool {
		return slices.Contains(countable(), Result(s))
	})
	if !m.Has("count") {
		return
	}
	p.Count = nil
	for _, result := range results {
		if p.counts(Result(result)) {
			m.Problem("count", "", "%s is given twice", result)
		}
		p.Count = append(p.Count, Result(result))
	}
}

func readYesNo(m *strictyaml.Mapping, name string, into *bool) {
	word := "no"
	if *into {
		word = "yes"
	}
	strictyaml.Choice(m, name, &word, "yes", "no")
	*into = word == "yes"
}

// readNotes reads a mapping from fields to texts for display.
func readNotes(m *strictyaml.Mapping, name string) map[Field]string {
	notes := map[Field]string{}
	m.Mapping(name, func(fields *strictyaml.Mapping) {
		for _, field := range Fields() {
			if note, ok := fields.Text(string(field), "1 to 300 printable characters", isLine); ok {
				notes[field] = note
			}
		}
	})
	return notes
}

func isPolicyName(s string) bool {
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// isLine reports whether a text is a name or a note that fits into a line.
func isLine(s string) bool { return isPrintable(s, 300) }

func isPrintable(s string, limit int) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= limit &&
		!strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) })
}

// DefaultPolicy is the name of the embedded policy that is used when none is chosen.
const DefaultPolicy = "bank-guide"

//go:embed policies/*.yaml
var policyFiles embed.FS

// EmbeddedPolicies returns the names of the embedded policies, the default first.
func EmbeddedPolicies() []string { return []string{DefaultPolicy, "bs-client", "bitrix", "tms"} }

// EmbeddedPolicy returns an embedded policy and its YAML text. ok is false if there is none of
// that name.
func EmbeddedPolicy(name string) (policy *Policy, text string, ok bool) {
	if !slices.Contains(EmbeddedPolicies(), name) {
		return nil, "", false
	}
	data, err := policyFiles.ReadFile("policies/" + name + ".yaml")
	if err == nil {
		policy, err = ParsePolicy(name+".yaml", data)
	}
	if err != nil { // impossible: a test parses all of them
		panic(fmt.Sprintf("internal error: embedded policy %s: %v", name, err))
	}
	return policy, string(data), true
}
