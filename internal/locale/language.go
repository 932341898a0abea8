package locale

import (
	"os"
	"strings"
)

// Language is one of the languages that the texts are in. The zero value stands for [English].
type Language string

// The languages, by their codes in ISO 639-1.
const (
	English Language = "en"
	Russian Language = "ru"
)

// Languages returns all of them.
func Languages() []Language { return []Language{English, Russian} }

// Preferred returns the language that the user's environment asks for: that of LC_ALL, LC_MESSAGES or LANG, whichever is
// the first to be set, or else that of the system's settings on Windows. It is [English] where there are no texts in
// the language asked for.
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

// languageOf is the language of a locale, such as ru_RU.UTF-8 or ru-RU.
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
