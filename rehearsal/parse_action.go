package rehearsal

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/locale"
	"etokenpass/internal/near"
)

// The limits of actions.
const (
	maxPresses = 1000
	maxWait    = 24 * time.Hour
	maxWord    = 300 // bytes of an argument
)

// ParseAction reads a command, in English or Russian. The first word that begins with # starts
// a comment; a line without a command returns ok as false. Errors are [*ActionError].
func ParseAction(line string) (action Action, ok bool, err error) {
	words, err := split(line)
	if err != nil || len(words) == 0 {
		return Action{}, false, err
	}
	kind, args, err := findVerb(words)
	if err != nil {
		return Action{}, false, err
	}
	if len(args) < kind.least || len(args) > kind.most {
		return Action{}, false, wrongUse(kind)
	}
	action = Action{Verb: kind.verb}
	switch kind.verb {
	case Press:
		action.Count, err = parseCount(args)
	case Hold, Wait:
		action.Time, err = parseTimes(args)
	case Ask:
		action.Item, err = parseItem(args[0])
	default:
		for _, arg := range args {
			if arg == "-" {
				arg = ""
			}
			action.Args = append(action.Args, arg)
		}
	}
	return action, err == nil, err
}

// ActionError is an action that cannot be understood or carried out. Nothing has happened.
type ActionError struct {
	Text Sentence // what is wrong, and what is allowed
}

// Error returns the English text.
func (e *ActionError) Error() string { return e.In(locale.New(locale.English)) }

// In implements [locale.Told].
func (e *ActionError) In(texts *locale.Texts) string { return e.Text.In(texts) }

func wrongAction(key locale.Key, values ...string) error {
	return &ActionError{sentence(key, values...)}
}

// split splits a line into words. A word can be in quotes.
func split(line string) (words []string, err error) {
	line = strings.TrimSpace(line)
	if strings.ContainsFunc(line, isUnprintable) {
		return nil, wrongAction("rehearsal.error.printable")
	}
	for {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			return words, nil
		}
		word, rest, err := firstWord(line)
		if err != nil {
			return nil, err
		}
		if len(word) > maxWord {
			return nil, wrongAction("rehearsal.error.long")
		}
		words, line = append(words, word), rest
	}
}

// isUnprintable reports whether a character could change how a terminal shows a line, or is part
// of broken UTF-8.
func isUnprintable(r rune) bool {
	return r == utf8.RuneError || !unicode.IsGraphic(r) && r != '\t'
}

// firstWord splits a line after its first word.
func firstWord(line string) (word, rest string, err error) {
	opening, size := utf8.DecodeRuneInString(line)
	if closing := closingQuote(opening); closing != 0 {
		word, rest, closed := strings.Cut(line[size:], string(closing))
		if !closed {
			return "", "", wrongAction("rehearsal.error.quote", "quote", string(opening))
		}
		return word, rest, nil
	}
	end := strings.IndexFunc(line, unicode.IsSpace)
	if end < 0 {
		end = len(line)
	}
	return line[:end], line[end:], nil
}

// phrase is what is typed for a verb, in one language.
type phrase struct {
	words []string
	kind  verbKind
}

// phrases returns the phrases of all verbs in all languages, the longest first.
var phrases = sync.OnceValue(func() []phrase {
	var all []phrase
	for _, language := range locale.Languages() {
		texts := locale.New(language)
		for _, kind := range verbKinds {
			all = append(all, phrase{strings.Fields(fold(texts.Text(kind.phrase))), kind})
		}
	}
	slices.SortStableFunc(all, func(a, b phrase) int { return len(b.words) - len(a.words) })
	return all
})

// fold makes words comparable: without case, and with е for ё, as most people type.
func fold(text string) string { return strings.ReplaceAll(strings.ToLower(text), "ё", "е") }

func findVerb(words []string) (kind verbKind, args []string, err error) {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = fold(word)
	}
	for _, phrase := range phrases() {
		if n := len(phrase.words); n <= len(folded) && slices.Equal(folded[:n], phrase.words) {
			return phrase.kind, words[n:], nil
		}
	}
	var known []string
	for _, phrase := range phrases() {
		known = append(known, strings.Join(phrase.words, " "))
	}
	if word := near.Word(folded[0], known); word != "" {
		return verbKind{}, nil, wrongAction("rehearsal.error.near", "command", words[0], "near", word)
	}
	return verbKind{}, nil, wrongAction("rehearsal.error.unknown", "command", words[0])
}

// wrongUse is the error for a command with the wrong number of arguments.
func wrongUse(kind verbKind) error {
	phrase := sentence(kind.phrase)
	if kind.arguments == "" {
		return &ActionError{sentence("rehearsal.error.no_arguments").with("command", phrase)}
	}
	return &ActionError{sentence("rehearsal.error.arguments").with("command", phrase).with("arguments", sentence(kind.arguments))}
}

// parseCount reads how often to press: 4, x4 or 4 times.
func parseCount(args []string) (int, error) {
	if len(args) == 0 {
		return 1, nil
	}
	typed := strings.Join(args, " ")
	count, err := strconv.Atoi(strings.TrimLeft(fold(args[0]), "xх×"))
	if len(args) == 2 && !slices.Contains(timesWords, fold(args[1])) || err != nil || count < 1 || count > maxPresses {
		return 0, wrongAction("rehearsal.error.count", "value", typed, "most", strconv.Itoa(maxPresses))
	}
	return count, nil
}

// timesWords may follow the number of presses.
var timesWords = []string{"times", "раз", "раза"}

// parseTimes reads the time of hold and wait: 27s, 1m30s, 3.9 or 27 seconds. Without one, hold
// has 0.
func parseTimes(args []string) (time.Duration, error) {
	if len(args) == 0 {
		return 0, nil
	}
	typed := strings.Join(args, " ")
	text := units.Replace(fold(strings.TrimSuffix(strings.Join(args, ""), ".")))
	if strings.Trim(text, "0123456789.") == "" {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond || d > maxWait {
		return 0, wrongAction("rehearsal.error.time", "value", typed)
	}
	return d.Round(time.Millisecond), nil
}

// units replaces the units that people write by those of [time.ParseDuration]. The first that
// fits counts, so that longer ones come first.
var units = strings.NewReplacer(
	"секунды", "s", "секунду", "s", "секунд", "s", "сек", "s", "минуты", "m", "минуту", "m", "минут", "m", "мин", "m",
	"часов", "h", "часа", "h", "час", "h", "мс", "ms", "с", "s", "м", "m", "ч", "h",
	"seconds", "s", "second", "s", "sec", "s", "minutes", "m", "minute", "m", "min", "m", "hours", "h", "hour", "h",
	",", ".",
)

func parseItem(word string) (Item, error) {
	for _, language := range locale.Languages() {
		texts := locale.New(language)
		for item, key := range itemKeys {
			if fold(texts.Text(key)) == fold(word) {
				return item, nil
			}
		}
	}
	return "", wrongAction("rehearsal.error.item", "value", word)
}
