package locale

import (
	"os"
	"strconv"
	"strings"
)

// Language is a language that has texts. The zero value means [English].
type Language string

// The languages, as ISO 639-1 codes.
const (
	English Language = "en"
	Russian Language = "ru"
)

// Languages returns all languages.
func Languages() []Language { return []Language{English, Russian} }

// Name returns the name of a language in that language.
func (l Language) Name() string {
	if l == Russian {
		return "Русский"
	}
	return "English"
}

// Preferred returns the language of the user's environment: that of the first of LC_ALL, LC_MESSAGES and LANG that is
// set, otherwise that of the desktop on Windows. It returns [English] if there are no texts in that language.
func Preferred() Language {
	return preferred(os.Getenv, systemLocale)
}

func preferred(getenv func(string) string, system func() string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return languageOf(value)
		}
	}
	return languageOf(system())
}

// languageOf returns the language of a locale, such as ru_RU.UTF-8 or ru-RU, or [English] if it has no texts.
func languageOf(name string) Language {
	language, _ := Parse(name)
	return language
}

// Parse returns the language of a name such as ru, ru-RU or ru_RU.UTF-8. If there are no texts in that language, it
// returns [English] and false.
func Parse(name string) (Language, bool) {
	code, _, _ := strings.Cut(name, ".")
	code = strings.ToLower(code)
	for _, language := range Languages() {
		if rest, ok := strings.CutPrefix(code, string(language)); ok && (rest == "" || strings.ContainsRune("_-@", rune(rest[0]))) {
			return language, true
		}
	}
	return English, false
}

// mostRanges is the number of languages of a header that are read. Browsers send a handful.
const mostRanges = 20

// FromAcceptLanguage returns the language that a browser prefers, given its Accept-Language header (RFC 9110, section
// 12.5.4). It returns [English] if the header is missing or names no language that has texts.
func FromAcceptLanguage(header string) Language {
	best, most := English, 0.0
	for i, part := range strings.Split(header, ",") {
		if i == mostRanges {
			break
		}
		name, weight := weighted(part)
		if language, ok := Parse(name); ok && weight > most {
			best, most = language, weight
		}
	}
	return best
}

// weighted splits a language range with its weight, as in "ru;q=0.8". The weight is 1 if it is missing, and 0 if it
// cannot be read.
func weighted(part string) (name string, weight float64) {
	name, parameter, hasWeight := strings.Cut(strings.TrimSpace(part), ";")
	if !hasWeight {
		return strings.TrimSpace(name), 1
	}
	number, _ := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q=")
	weight, err := strconv.ParseFloat(number, 64)
	if err != nil || !(weight >= 0 && weight <= 1) {
		return "", 0
	}
	return strings.TrimSpace(name), weight
}
