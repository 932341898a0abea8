package strictyaml

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/mask"
)

// MaxYear is the last year that [Mapping.Instant] accepts, and the last that RFC 3339 can
// represent.
const MaxYear = 9999

// plain returns the text of a scalar, quoted or not.
func (m *Mapping) plain(name, allowed string) (string, bool) {
	node, ok := m.take(name)
	if !ok {
		return "", false
	}
	switch {
	case node.Kind == yaml.AliasNode:
		m.wrong(node.Line, name, "write the value itself", "aliases are not allowed in %s", m.document.kind.Name)
	case node.Style&yaml.TaggedStyle != 0:
		m.wrong(node.Line, name, "write the value without a tag", "tags are not allowed in %s", m.document.kind.Name)
	case node.Kind != yaml.ScalarNode:
		m.unfit(name, "", describe(node), allowed)
	case node.Tag == "!!null":
		m.wrong(node.Line, name, "", "no value: must be %s", allowed)
	default:
		return node.Value, true
	}
	return "", false
}

// describe names the type of a value that is not a scalar.
func describe(node *yaml.Node) string {
	if node.Kind == yaml.SequenceNode {
		return "a list"
	}
	return "a mapping"
}

// Text reads a text that check accepts; allowed describes such texts. A number is not a text:
// other YAML readers would drop leading zeros of a serial, so it has to be quoted. ok is false
// if the field is absent or refused.
func (m *Mapping) Text(name, allowed string, check func(string) bool) (text string, ok bool) {
	value, ok := m.plain(name, allowed)
	if !ok {
		return "", false
	}
	if node := m.values[name]; node.Tag != "!!str" {
		advice := "put it in quotes"
		if !m.private && mask.Message(value) == value {
			advice = fmt.Sprintf("put it in quotes: %s: %q", name, value)
		}
		m.wrong(node.Line, name, advice, "not text: must be %s", allowed)
		return "", false
	}
	if !check(value) {
		m.Invalid(name, value, allowed)
		return "", false
	}
	return value, true
}

// Choice reads one of several words into *into, which it leaves unchanged if the field is
// absent or refused.
func Choice[T ~string](m *Mapping, name string, into *T, words ...T) {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	allowed := strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
	if value, ok := m.Text(name, allowed, func(s string) bool { return slices.Contains(words, T(s)) }); ok {
		*into = T(value)
	}
}

// Number reads a decimal whole number from least to most into *into, which it leaves unchanged
// if the field is absent or refused.
func Number[T ~int | ~uint64](m *Mapping, name string, into *T, least, most uint64) {
	allowed := fmt.Sprintf("a whole number from %d to %d", least, most)
	if most == 1<<64-1 {
		allowed = fmt.Sprintf("a whole number from %d to 2^64-1", least)
	}
	value, ok := m.plain(name, allowed)
	if !ok {
		return
	}
	n, err := strconv.ParseUint(value, 10, 64)
	switch {
	case m.values[name].Tag == "!!str":
		m.unfit(name, "", mask.Quoted(value)+" is text", allowed)
	case err != nil || n < least || n > most:
		m.Invalid(name, value, allowed)
	case len(value) > 1 && value[0] == '0': // octal in YAML 1.1
		m.Invalid(name, value, allowed+", without leading zeros")
	default:
		*into = T(n)
	}
}

// Duration reads a duration with a unit, from least to most, in whole milliseconds, into *into,
// which it leaves unchanged if the field is absent or refused.
func (m *Mapping) Duration(name string, into *time.Duration, least, most time.Duration) {
	allowed := fmt.Sprintf("a duration from %s to %s, with its unit", FormatDuration(least), FormatDuration(most))
	value, ok := m.plain(name, allowed)
	if !ok {
		return
	}
	d, err := parseDuration(value)
	switch {
	case errors.Is(err, errNoUnit):
		advice := ""
		if mask.Value(value) == value {
			advice = fmt.Sprintf("write %s: %s", name, withUnit(value, least, most))
		}
		m.unfit(name, advice, mask.Value(value)+" has no unit", allowed)
	case err != nil || d < least || d > most:
		m.Invalid(name, value, allowed)
	case d%time.Millisecond != 0:
		m.Invalid(name, value, "whole milliseconds")
	default:
		*into = d
	}
}

// withUnit adds the unit that was probably meant: seconds if that is allowed, else
// milliseconds.
func withUnit(value string, least, most time.Duration) string {
	if d, err := time.ParseDuration(value + "s"); err == nil && d >= least && d <= most {
		return value + "s"
	}
	return value + "ms"
}

var errNoUnit = errors.New("no unit")

func parseDuration(text string) (time.Duration, error) {
	if text != "" && strings.Trim(text, "0123456789.") == "" {
		return 0, errNoUnit
	}
	return time.ParseDuration(text)
}

// FormatDuration formats a duration as [Mapping.Duration] reads it, without the zero units that
// [time.Duration.String] appends.
func FormatDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Instant reads a date (midnight UTC) or a date and time (RFC 3339) in the years 1 to [MaxYear]
// into *into, which it leaves unchanged if the field is absent or refused.
func (m *Mapping) Instant(name string, into *time.Time) {
	const allowed = "a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"
	value, ok := m.plain(name, allowed)
	if !ok {
		return
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		// In UTC, the time may be outside the years that can be written.
		if t, err := time.Parse(layout, value); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= MaxYear {
			*into = t.UTC()
			return
		}
	}
	m.Invalid(name, value, allowed)
}

// Texts reads a list of up to most texts that check accepts; allowed describes such texts. It
// omits texts that are refused.
func (m *Mapping) Texts(name string, most int, allowed string, check func(string) bool) []string {
	node, ok := m.take(name)
	if !ok {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		m.wrong(node.Line, name, "", "must be a list, each item %s", allowed)
		return nil
	}
	if len(node.Content) > most {
		m.wrong(node.Line, name, "", "%d items: must be at most %d", len(node.Content), most)
		return nil
	}
	var list []string
	for _, item := range node.Content {
		if item.Kind != yaml.ScalarNode || item.Tag != "!!str" || !check(item.Value) {
			m.refuse(item.Line, name, "", mask.Value(item.Value), "each must be "+allowed)
			continue
		}
		list = append(list, item.Value)
	}
	return list
}
