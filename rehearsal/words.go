package rehearsal

import (
	"strings"

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
// do not matter to a person who hears it.
func isSaid(said, name string) bool { return heard(said) == heard(name) }

func heard(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(` "'«»“”„-–—.,`, r) {
			return -1
		}
		if r == 'ё' {
			return 'е'
		}
		return r
	}, strings.ToLower(name))
}
