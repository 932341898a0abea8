package web

import (
	"net/url"

	"etokenpass/internal/locale"
)

// Translation is a link to a page in a language.
type Translation struct {
	Address  string
	Language locale.Language
	Here     bool // whether the page is in this language
}

// At returns the page with another address for its translations than its own path. A page that answers
// a form has one, and so does a page whose query says what it shows.
func (p Page) At(address string) Page {
	p.address = address
	return p
}

// Translations returns the links to the page in all languages.
func (p Page) Translations() []Translation {
	target, err := url.Parse(p.address)
	if err != nil {
		target = &url.URL{} // the page's own path
	}
	var all []Translation
	for _, language := range locale.Languages() {
		query := target.Query()
		query.Set(languageName, string(language))
		link := url.URL{Path: target.Path, RawQuery: query.Encode()}
		all = append(all, Translation{link.String(), language, language == p.Texts.Language()})
	}
	return all
}
