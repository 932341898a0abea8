package strictyaml

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/mask"
	"etokenpass/internal/value"
)

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

// Secret is like [Mapping.Text], but for a secret: errors do not show the value.
func (m *Mapping) Secret(name, allowed string, check func(string) bool) (text string, ok bool) {
	defer func(private bool) { m.private = private }(m.private)
	m.private = true
	return m.Text(name, allowed, check)
}

// Choice reads one of several words into *into, which it leaves unchanged if the field is
// absent or refused.
func Choice[T ~string](m *Mapping, name string, into *T, words ...T) {
	if word, ok := m.Text(name, value.Choice(words...), func(s string) bool { return slices.Contains(words, T(s)) }); ok {
		*into = T(word)
	}
}

// Number reads a decimal whole number from least to most into *into, which it leaves unchanged
// if the field is absent or refused.
func Number[T ~int | ~uint64](m *Mapping, name string, into *T, least, most uint64) {
	number(m, name, into, least, most, value.Numbers(least, most))
}

// NumberOr is like [Number], but also accepts a word, which it reads as 0.
func NumberOr[T ~int | ~uint64](m *Mapping, name, word string, into *T, least, most uint64) {
	if m.isWord(name, word) {
		*into = 0
		return
	}
	number(m, name, into, least, most, value.Numbers(least, most)+", or "+word)
}

func number[T ~int | ~uint64](m *Mapping, name string, into *T, least, most uint64, allowed string) {
	text, ok := m.plain(name, allowed)
	if !ok {
		return
	}
	n, inRange := value.ParseNumber(text, least, most)
	switch {
	case m.values[name].Tag == "!!str":
		m.unfit(name, "", mask.Quoted(text)+" is text", allowed)
	case !inRange:
		m.Invalid(name, text, allowed)
	case len(text) > 1 && text[0] == '0': // octal in YAML 1.1
		m.Invalid(name, text, allowed+", without leading zeros")
	default:
		*into = T(n)
	}
}

// isWord reports whether a field is present and consists of the given word.
func (m *Mapping) isWord(name, word string) bool {
	node, ok := m.values[name]
	if !ok || node.Kind != yaml.ScalarNode || node.Style&yaml.TaggedStyle != 0 || node.Value != word {
		return false
	}
	m.take(name)
	return true
}

// Duration reads a duration with a unit, from least to most, in whole milliseconds, into *into,
// which it leaves unchanged if the field is absent or refused.
func (m *Mapping) Duration(name string, into *time.Duration, least, most time.Duration) {
	m.duration(name, into, least, most, durations(least, most))
}

// DurationOr is like [Mapping.Duration], but also accepts a word, which it reads as 0.
func (m *Mapping) DurationOr(name, word string, into *time.Duration, least, most time.Duration) {
	if m.isWord(name, word) {
		*into = 0
		return
	}
	m.duration(name, into, least, most, durations(least, most)+", or "+word)
}

func durations(least, most time.Duration) string {
	return fmt.Sprintf("a duration from %s to %s, with its unit", value.FormatDuration(least), value.FormatDuration(most))
}

func (m *Mapping) duration(name string, into *time.Duration, least, most time.Duration, allowed string) {
	text, ok := m.plain(name, allowed)
	if !ok {
		return
	}
	d, err := value.ParseDuration(text)
	switch {
	case errors.Is(err, value.ErrNoUnit):
		advice := ""
		if mask.Value(text) == text {
			advice = fmt.Sprintf("write %s: %s", name, withUnit(text, least, most))
		}
		m.unfit(name, advice, mask.Value(text)+" has no unit", allowed)
	case err != nil || d < least || d > most:
		m.Invalid(name, text, allowed)
	case d%time.Millisecond != 0:
		m.Invalid(name, text, "whole milliseconds")
	default:
		*into = d
	}
}

// withUnit adds the unit that was probably meant: seconds if that is allowed, else
// milliseconds.
func withUnit(number string, least, most time.Duration) string {
	if d, err := time.ParseDuration(number + "s"); err == nil && d >= least && d <= most {
		return number + "s"
	}
	return number + "ms"
}

// Instant reads a date (midnight UTC) or a date and time (RFC 3339) into *into, which it leaves
// unchanged if the field is absent or refused.
func (m *Mapping) Instant(name string, into *time.Time) {
	text, ok := m.plain(name, value.Instants)
	if !ok {
		return
	}
	instant, ok := value.ParseInstant(text)
	if !ok {
		m.Invalid(name, text, value.Instants)
		return
	}
	*into = instant.UTC()
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
