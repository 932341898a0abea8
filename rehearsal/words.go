package rehearsal

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"etokenpass/internal/locale"
)

// Words is a text of an exercise, in every language.
type Words struct{ EN, RU string }

// In returns the text in a language.
func (w Words) In(language locale.Language) string {
	if language == locale.Russian {
		return w.RU
	}
	return w.EN
}

// Sentence is something that people read, in every language: a text of the exercise, or one of
// the package's own with its values. The zero value is empty.
type Sentence struct {
	words  Words
	key    locale.Key
	values []string
	parts  []part // values that are sentences themselves

	list []Sentence // several sentences instead
}

type part struct {
	name string
	text Sentence
}

// In returns the sentence in the language of the texts.
func (s Sentence) In(texts *locale.Texts) string {
	switch {
	case s.list != nil:
		all := make([]string, len(s.list))
		for i, sentence := range s.list {
			all[i] = sentence.In(texts)
		}
		return strings.Join(all, "; ")
	case s.key == "":
		return s.words.In(texts.Language())
	}
	values := s.values
	for _, part := range s.parts {
		values = append(values[:len(values):len(values)], part.name, part.text.In(texts))
	}
	return texts.Text(s.key, values...)
}

// IsEmpty reports whether there is nothing to read.
func (s Sentence) IsEmpty() bool { return s.key == "" && s.words == Words{} && s.list == nil }

// sentence returns a sentence of the package's own. The values are pairs of a placeholder and
// its value.
func sentence(key locale.Key, values ...string) Sentence { return Sentence{key: key, values: values} }

// with adds a value that is a sentence itself.
func (s Sentence) with(name string, text Sentence) Sentence {
	s.parts = append(s.parts[:len(s.parts):len(s.parts)], part{name, text})
	return s
}

// isSaid reports whether a name is the one of a record: case, quotes, spaces and the dots of ё
// do not matter to a person who hears it, and neither does the alphabet of letters that look
// alike.
func isSaid(said, name string) bool { return heard(name) != "" && heard(said) == heard(name) }

func heard(name string) string {
	return alike.Replace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(`"'«»“”„-–—.,`, r) {
			return -1
		}
		return r
	}, strings.ToLower(name)))
}

// alike replaces Russian letters by the Latin ones that look the same as capitals.
var alike = strings.NewReplacer("ё", "e", "а", "a", "в", "b", "е", "e", "к", "k", "м", "m", "н", "h", "о", "o", "р", "p", "с", "c", "т", "t", "у", "y", "х", "x")

// isNamed reports whether someone who says a name means the one of a record: all words of the
// name are among what is said. People add their first names, and the legal form of their
// organisation.
func isNamed(said, name string) bool {
	words := strings.Fields(said)
	for i, word := range words {
		words[i] = heard(word)
	}
	for _, word := range strings.Fields(name) {
		if !slices.Contains(words, heard(word)) {
			return isSaid(said, name)
		}
	}
	return heard(name) != ""
}

// decimalText returns seconds as a decimal number, in whole hundredths, rounded down: 3.99, but
// not 4, for a little less than 4.
func decimalText(d time.Duration) Sentence {
	number := strconv.FormatFloat(d.Truncate(10*time.Millisecond).Seconds(), 'f', -1, 64)
	return Sentence{words: Words{EN: number, RU: strings.Replace(number, ".", ",", 1)}}
}

// durationText returns a duration with its units, such as 1 min 23 s.
func durationText(d time.Duration) Sentence {
	return Sentence{words: Words{EN: SpokenTime(d, locale.New(locale.English)), RU: SpokenTime(d, locale.New(locale.Russian))}}
}
