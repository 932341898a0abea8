package bank_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var anyLink = regexp.MustCompile(`<a\s[^>]*href="([^"]*)"`)

// Every page says that it is for practice, however it is reached; references of an API are about no bank.
func TestEveryPageSaysThatItIsForPractice(t *testing.T) {
	words := regexp.MustCompile(`For practice|Everything here is for practice|Учебная система|Всё здесь — учебное|rehearsal report|отчёт о тренировке`)
	for _, language := range []string{"en", "ru"} {
		b := open(t).browser()
		b.signIn("anna", "romashka")
		lobby := b.send("/rehearsals/", url.Values{"exercise": {"pocket-presses"}, "play": {"both"}, "telephone": {"line"}})
		seen, toSee := map[string]bool{}, []string{"/", lobby.path}
		for len(toSee) > 0 && len(seen) < 200 {
			path := toSee[0]
			toSee = toSee[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			got := b.get(path + "?lang=" + language)
			if !strings.HasPrefix(got.text, "<!DOCTYPE html>") || strings.HasSuffix(path, "/docs") {
				continue
			}
			if !words.MatchString(got.text) {
				t.Errorf("%s: %s does not say that it is for practice", language, path)
			}
			for _, link := range anyLink.FindAllStringSubmatch(got.text, -1) {
				target, err := url.Parse(html.UnescapeString(link[1]))
				if err != nil {
					t.Fatalf("%s: %s", path, err)
				}
				base, _ := url.Parse(b.url + path)
				if to := base.ResolveReference(target); to.Host == base.Host {
					toSee = append(toSee, to.Path)
				}
			}
		}
		for _, path := range []string{"/internet-client/", "/tokens/", "/desk/journal", "/desk/policy", "/rehearsals/", lobby.path + "/both"} {
			if !seen[path] {
				t.Errorf("%s: no link leads to %s", language, path)
			}
		}
	}
}
