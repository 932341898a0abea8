package locale

import (
	"os"
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

// languageOf returns the language of a locale, such as ru_RU.UTF-8 or ru-RU.
func languageOf(name string) Language {
	code, _, _ := strings.Cut(name, ".")
	code = strings.ToLower(code)
	for _, language := range Languages() {
		if rest, ok := strings.CutPrefix(code, string(language)); ok && (rest == "" || strings.ContainsRune("_-@", rune(rest[0]))) {
			return language
		}
	}
	return English
}
