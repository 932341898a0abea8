package locale

import (
	"strconv"
	"strings"
	"sync"

	"etokenpass/assets"
)

// Key names a text, such as window.keys.press.
type Key string

// Texts are all texts in one language. They are safe for concurrent use.
type Texts struct {
	language Language
	forms    map[Key]forms
}

// New returns the texts in a language; they are read once. It panics if the embedded files are damaged or the language
// is not one of [Languages], which a test of this package rules out.
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

// Text returns a text. The values are pairs: a placeholder's name and what it stands for. It panics if there is no such
// text, which a test of this package rules out.
func (t *Texts) Text(key Key, values ...string) string {
	return fill(t.form(key, plain), values)
}

// Count returns a text that counts something, in the form that goes with n, which its placeholder {n} stands for.
func (t *Texts) Count(key Key, n uint64, values ...string) string {
	return fill(t.form(key, t.language.category(n)), append([]string{"n", strconv.FormatUint(n, 10)}, values...))
}

// Decimal writes a number with so many decimals, and with the language's decimal mark.
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

// fill replaces placeholders. What is put in is left as it is, whatever it contains.
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
