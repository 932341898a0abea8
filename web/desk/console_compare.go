package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// agreement is how far what a caller states agrees with what is stored.
type agreement string

// The agreements.
const (
	matches   agreement = "matches"
	isPart    agreement = "part"    // the caller left something out, as with a surname alone
	differs   agreement = "differs" // the caller said something that is not stored
	notStated agreement = "not_stated"
	notStored agreement = "not_stored"
)

// comparison compares what a caller states with what is stored.
type comparison struct {
	Agreement agreement
	Stated    string
	Stored    string

	OnlyStated []string // words that only the caller said
	OnlyStored []string // words that only the store has
	Ignored    []string // what differs and does not matter: case, yo, punctuation, form, order
}

// The differences that do not matter to people on the telephone.
const (
	ignoredCase        = "case"
	ignoredYo          = "yo"
	ignoredPunctuation = "punctuation"
	ignoredForm        = "form" // one side has no legal form
	ignoredOrder       = "order"
)

// legalForms are the legal forms of organisations, in small letters and with е for ё. People leave them
// out, and write the Russian ones in Latin letters.
var legalForms = map[string]bool{
	"ооо": true, "оао": true, "зао": true, "пао": true, "ао": true, "ип": true, "чп": true, "ано": true, "нко": true, "тоо": true, "гуп": true,
	"муп": true, "фгуп": true, "ooo": true, "oao": true, "zao": true, "pao": true, "ao": true, "ltd": true, "limited": true, "llc": true, "llp": true,
	"inc": true, "incorporated": true, "corp": true, "corporation": true, "plc": true, "gmbh": true, "ag": true, "sa": true, "bv": true, "nv": true, "oy": true,
}

// inCyrillic are legal forms in Latin letters that look like, or stand for, Cyrillic ones.
var inCyrillic = map[string]string{"ooo": "ооо", "oao": "оао", "zao": "зао", "pao": "пао", "ao": "ао", "limited": "ltd", "incorporated": "inc", "corporation": "corp"}

// compare compares an organisation or a name. It ignores case, ё and е, quotes and other punctuation,
// the order of words, and a legal form that one side lacks.
func compare(stated, stored string) comparison {
	c := comparison{Stated: stated, Stored: stored}
	said, kept := wordsOf(stated), wordsOf(stored)
	switch {
	case len(kept) == 0:
		c.Agreement = notStored
		return c
	case len(said) == 0:
		c.Agreement = notStated
		return c
	}
	c.OnlyStated, c.OnlyStored = without(said, kept), without(kept, said)
	c.forgiveForm(said, kept)
	switch {
	case len(c.OnlyStated) > 0:
		c.Agreement = differs
		return c
	case len(c.OnlyStored) > 0:
		c.Agreement = isPart
	default:
		c.Agreement = matches
	}
	c.note(said, kept)
	return c
}

// forgiveForm ignores legal forms if only one side has one. Two different ones are two organisations.
func (c *comparison) forgiveForm(said, kept []string) {
	isForm := func(word string) bool { return legalForms[word] }
	if slices.ContainsFunc(said, isForm) == slices.ContainsFunc(kept, isForm) || onlyForms(said) || onlyForms(kept) {
		return
	}
	c.OnlyStated, c.OnlyStored = slices.DeleteFunc(c.OnlyStated, isForm), slices.DeleteFunc(c.OnlyStored, isForm)
	c.Ignored = append(c.Ignored, ignoredForm)
}

func onlyForms(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !legalForms[word] })
}

// onlyInitials reports whether a name has no word of two letters or more.
func onlyInitials(name string) bool {
	return !slices.ContainsFunc(split(name), func(word string) bool { return utf8.RuneCountInString(word) > 1 })
}

// note notes what else was ignored.
func (c *comparison) note(said, kept []string) {
	add := func(differs bool, what string) {
		if differs {
			c.Ignored = append(c.Ignored, what)
		}
	}
	stated, stored := split(c.Stated), split(c.Stored)
	sameWord := func(different func(word, other string) bool) bool { // whether a word is written in two ways
		return slices.ContainsFunc(stated, func(word string) bool {
			return !slices.Contains(stored, word) && slices.ContainsFunc(stored, func(other string) bool {
				return withoutYo(strings.ToLower(word)) == withoutYo(strings.ToLower(other)) && different(word, other)
			})
		})
	}
	add(sameWord(func(word, other string) bool { return withoutYo(word) != withoutYo(other) }), ignoredCase)
	add(sameWord(func(word, other string) bool { return !strings.EqualFold(word, other) }), ignoredYo)
	add(marks(c.Stated) != marks(c.Stored), ignoredPunctuation)
	shared := func(words, others []string) []string {
		return slices.DeleteFunc(slices.Clone(words), func(word string) bool { return !slices.Contains(others, word) })
	}
	add(!slices.Equal(shared(said, kept), shared(kept, said)), ignoredOrder)
}

// wordsOf returns the words of a text in the form in which they are compared.
func wordsOf(text string) []string {
	return each(split(text), func(word string) string {
		word = withoutYo(strings.ToLower(word))
		if cyrillic, ok := inCyrillic[word]; ok {
			return cyrillic
		}
		return word
	})
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func each(words []string, change func(string) string) []string {
	changed := make([]string, len(words))
	for i, word := range words {
		changed[i] = change(word)
	}
	return changed
}

func withoutYo(word string) string { return strings.NewReplacer("ё", "е", "Ё", "Е").Replace(word) }

// marks returns the quotes and the other punctuation of a text.
func marks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return r
		}
		return -1
	}, text)
}

// without returns the words that are not among others, each as often as it is missing there.
func without(words, others []string) (rest []string) {
	others = slices.Clone(others)
	for _, word := range words {
		if i := slices.Index(others, word); i >= 0 {
			others = slices.Delete(others, i, i+1)
			continue
		}
		rest = append(rest, word)
	}
	return rest
}
