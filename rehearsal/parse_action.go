package rehearsal

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

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
func (e *ActionError) Error() string { return e.Text.In(locale.New(locale.English)) }

func wrongAction(key locale.Key, values ...string) error {
	return &ActionError{sentence(key, values...)}
}

// split splits a line into words. A word can be in quotes.
func split(line string) (words []string, err error) {
	closing := map[rune]rune{'"': '"', '\'': '\'', '«': '»', '“': '”', '„': '“'}
	for {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			return words, nil
		}
		first, size := firstRune(line)
		if close, quoted := closing[first]; quoted {
			word, rest, found := strings.Cut(line[size:], string(close))
			if !found {
				return nil, wrongAction("rehearsal.error.quote", "quote", string(first))
			}
			words, line = append(words, word), rest
		} else {
			end := strings.IndexFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' })
			if end < 0 {
				end = len(line)
			}
			words, line = append(words, line[:end]), line[end:]
		}
		if len(words[len(words)-1]) > maxWord {
			return nil, wrongAction("rehearsal.error.long")
		}
	}
}

func firstRune(text string) (first rune, size int) {
	for i, r := range text {
		if i > 0 {
			return first, i
		}
		first = r
	}
	return first, len(text)
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

func parseCount(args []string) (int, error) {
	if len(args) == 0 {
		return 1, nil
	}
	count, err := strconv.Atoi(strings.TrimLeft(fold(args[0]), "xх"))
	if err != nil || count < 1 || count > maxPresses {
		return 0, wrongAction("rehearsal.error.count", "value", args[0], "most", strconv.Itoa(maxPresses))
	}
	return count, nil
}

// parseTimes reads the time of hold and wait. Without one, hold has 0.
func parseTimes(args []string) (time.Duration, error) {
	if len(args) == 0 {
		return 0, nil
	}
	units := strings.NewReplacer("мин", "m", "мс", "ms", "сек", "s", "с", "s", "ч", "h", ",", ".")
	text := units.Replace(fold(args[0]))
	if strings.Trim(text, "0123456789.") == "" {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond || d > maxWait {
		return 0, wrongAction("rehearsal.error.time", "value", args[0])
	}
	return d.Round(time.Millisecond), nil
}

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
