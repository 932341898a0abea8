package profiles

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/mask"

	"gopkg.in/yaml.v3"
)

// plain takes a scalar that is not quoted text, as numbers, durations, dates and
// words are written.
func (f *fields) plain(name, allowed string) (string, bool) {
	node, ok := f.take(name)
	if !ok {
		return "", false
	}
	switch {
	case node.Kind == yaml.AliasNode:
		f.wrong(node.Line, name, "write the value itself", "an alias: a profile has none")
	case node.Style&yaml.TaggedStyle != 0:
		f.wrong(node.Line, name, "write the value alone", "a tag: a profile has none")
	case node.Kind != yaml.ScalarNode:
		f.unfit(name, describe(node), allowed)
	case node.Tag == "!!null":
		f.wrong(node.Line, name, "", "has no value: must be %s", allowed)
	default:
		return node.Value, true
	}
	return "", false
}

// describe names a value that is not a scalar.
func describe(node *yaml.Node) string {
	if node.Kind == yaml.SequenceNode {
		return "a list"
	}
	return "a mapping"
}

// text takes a text. A number is not one: other YAML readers would drop the
// zeros in front of a serial, so it has to be quoted.
func (f *fields) text(name, allowed string, check func(string) bool) (string, bool) {
	value, ok := f.plain(name, allowed)
	if !ok {
		return "", false
	}
	if node := f.values[name]; node.Tag != "!!str" {
		advice := "put it in quotes"
		if !f.private && mask.Message(value) == value {
			advice = fmt.Sprintf("put it in quotes: %s: %q", name, value)
		}
		f.wrong(node.Line, name, advice, "not a text: must be %s", allowed)
		return "", false
	}
	if !check(value) {
		f.invalid(name, value, allowed)
		return "", false
	}
	return value, true
}

// choice takes one of some words.
func choice[T ~string](f *fields, name string, into *T, words ...T) {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	allowed := strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
	if value, ok := f.text(name, allowed, func(s string) bool { return slices.Contains(words, T(s)) }); ok {
		*into = T(value)
	}
}

// number takes a whole number in decimal, from least to most.
func number[T ~int | ~uint64](f *fields, name string, into *T, least, most uint64) {
	allowed := fmt.Sprintf("a whole number from %d to %d", least, most)
	if most == 1<<64-1 {
		allowed = fmt.Sprintf("a whole number from %d to 2^64-1", least)
	}
	value, ok := f.plain(name, allowed)
	if !ok {
		return
	}
	n, err := strconv.ParseUint(value, 10, 64)
	switch {
	case f.values[name].Tag == "!!str":
		f.unfit(name, mask.Quoted(value)+" is text", allowed)
	case err != nil || n < least || n > most:
		f.invalid(name, value, allowed)
	case len(value) > 1 && value[0] == '0': // octal in YAML 1.1
		f.invalid(name, value, allowed+", without zeros in front")
	default:
		*into = T(n)
	}
}

// duration takes a duration with its unit, in whole milliseconds.
func (f *fields) duration(name string, into *time.Duration, least, most time.Duration) {
	allowed := fmt.Sprintf("a duration from %s to %s, with its unit", short(least), short(most))
	value, ok := f.plain(name, allowed)
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
		f.wrong(f.lineOf(name), name, advice, "%s has no unit: must be %s", mask.Value(value), allowed)
	case err != nil || d < least || d > most:
		f.invalid(name, value, allowed)
	case d%time.Millisecond != 0:
		f.invalid(name, value, "whole milliseconds")
	default:
		*into = d
	}
}

// withUnit adds the unit that was likely meant: seconds, if that is allowed.
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

// short writes a duration without the zero units that Duration.String adds.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// instant takes a date (midnight in UTC) or a date and time (RFC 3339).
func (f *fields) instant(name string, into *time.Time) {
	const allowed = "a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"
	value, ok := f.plain(name, allowed)
	if !ok {
		return
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		// A zone can move a time out of the years that can be written again.
		if t, err := time.Parse(layout, value); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= maxYear {
			*into = t.UTC()
			return
		}
	}
	f.invalid(name, value, allowed)
}

// texts takes a list of so many texts at most.
func (f *fields) texts(name string, most int, allowed string, check func(string) bool) []string {
	node, ok := f.take(name)
	if !ok {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		f.wrong(node.Line, name, "", "must be a list, each %s", allowed)
		return nil
	}
	if len(node.Content) > most {
		f.wrong(node.Line, name, "", "%d of them: must be at most %d", len(node.Content), most)
		return nil
	}
	var list []string
	for _, item := range node.Content {
		if item.Kind != yaml.ScalarNode || item.Tag != "!!str" || !check(item.Value) {
			f.wrong(item.Line, name, "", "%s: each must be %s", mask.Value(item.Value), allowed)
			continue
		}
		list = append(list, item.Value)
	}
	return list
}
