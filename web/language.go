package web

import (
	"net/http"
	"time"

	"etokenpass/internal/locale"
)

const (
	languageName = "lang" // of the parameter and the cookie
	languageTime = 365 * 24 * time.Hour
)

// Language returns the language for the answer to a request: that of the parameter ?lang=, else
// that chosen before, which a cookie keeps, else that of the browser.
func Language(r *http.Request) locale.Language {
	if language, ok := chosenLanguage(r); ok {
		return language
	}
	if cookie, err := r.Cookie(languageName); err == nil {
		if language, ok := locale.Parse(cookie.Value); ok {
			return language
		}
	}
	return locale.FromAcceptLanguage(r.Header.Get("Accept-Language"))
}

func chosenLanguage(r *http.Request) (locale.Language, bool) {
	return locale.Parse(r.URL.Query().Get(languageName))
}

// keepLanguage returns the language for the answer. If the request chooses it, the browser keeps
// the choice.
func keepLanguage(w http.ResponseWriter, r *http.Request) locale.Language {
	if language, ok := chosenLanguage(r); ok {
		http.SetCookie(w, &http.Cookie{
			Name: languageName, Value: string(language), Path: "/", MaxAge: int(languageTime.Seconds()),
			HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	return Language(r)
}
