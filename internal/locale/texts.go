package locale

import (
	"strconv"
	"strings"
	"sync"

	"etokenpass/assets"
)

// Key names a text, such as window.keys.press.
type Key string

// Texts holds all texts in one language. It is safe for concurrent use.
type Texts struct {
	language Language
	forms    map[Key]forms
}

// New returns the texts in a language. The files are read once per process. It panics if they are invalid, which a test
// of this package rules out, or if the language is not one of [Languages]; an empty language means [English].
func New(language Language) *Texts {
	if language == "" {
		language = English
	}
	all, err := embedded()
	if err != nil {
		panic("internal error: " + err.Error())
	}
	texts, ok := all[language]
	if !ok {
		panic("internal error: no texts in the language " + strconv.Quote(string(language)))
	}
	return texts
}

var embedded = sync.OnceValues(func() (map[Language]*Texts, error) { return load(assets.FS) })

// Language returns the language of the texts.
func (t *Texts) Language() Language { return t.language }

// Text returns a text. The values are pairs of a placeholder's name and its value. Text panics if the key does not
// exist, which a test of this package rules out.
func (t *Texts) Text(key Key, values ...string) string {
	return fill(t.form(key, plain), values)
}

// Count returns the form of a counting text that goes with n, which replaces the placeholder {n}. The values are as for
// [Texts.Text].
func (t *Texts) Count(key Key, n uint64, values ...string) string {
	return fill(t.form(key, t.language.category(n)), append([]string{"n", strconv.FormatUint(n, 10)}, values...))
}

// Decimal formats a number with the given number of decimals and the language's decimal mark.
func (t *Texts) Decimal(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if t.language == Russian {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

func (t *Texts) form(key Key, category string) string {
	text, ok := t.forms[key][category]
	if !ok {
		panic("internal error: no text " + strconv.Quote(string(key)))
	}
	return text
}

// fill replaces placeholders. Placeholders inside values are not replaced.
func fill(text string, values []string) string {
	if len(values) == 0 {
		return text
	}
	pairs := make([]string, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs[i], pairs[i+1] = "{"+values[i]+"}", values[i+1]
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
