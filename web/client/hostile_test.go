package client_test

import (
	"net/url"
	"strings"
	"testing"

	"etokenpass/web/client"
)

// Names are texts, whatever is in them; so is everything in an address.
func TestHostileTexts(t *testing.T) {
	const script = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	b := open(t, func(o *bankOptions) {
		o.customer = client.Customer{Login: script, Owner: script, Organisation: script}
		o.practice = client.Credentials{Login: script, Password: script}
	}, func(o *client.Options) {
		o.HelpDesk = client.HelpDesk{Telephone: script, Mail: script, Address: "javascript:alert(1)"}
	})
	pages := []page{b.get("/login"), b.get("/login?said=" + url.QueryEscape(script)), b.post("/login", "login", script, "password", script), b.get("/locked")}
	b.enter()
	pages = append(pages, b.post("/documents", "payee", script, "account", script, "amount", script, "purpose", script))
	path := b.post("/documents", "payee", script, "account", script, "amount", "1", "purpose", script).location
	for _, each := range []string{"/documents", path, path + "/edit", path + "/key", "/documents/" + "%3Cscript%3E"} {
		pages = append(pages, b.get(each))
	}
	for _, p := range pages {
		if strings.Contains(p.raw, "<script") || strings.Contains(p.raw, "<img src=x") || strings.Contains(p.raw, `"javascript:`) {
			t.Errorf("a page has a script: %s", p.raw)
		}
		if got := p.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control is %q", got)
		}
	}
}

// The pages themselves set no cookie but that of the language, and put nothing that was entered into
// an address.
func TestCookiesAndAddresses(t *testing.T) {
	b := open(t, nil, nil)
	for _, p := range []page{b.get("/login"), b.get("/locked"), b.get("/key"), b.get("/client.css")} {
		if got := p.header.Get("Set-Cookie"); got != "" {
			t.Errorf("the browser gets the cookie %s", got)
		}
	}
	b.enter()
	b.write()
	for _, p := range []page{b.get("/documents"), b.get("/documents/id1"), b.get("/documents/id1/key")} {
		if got := p.header.Get("Set-Cookie"); got != "" {
			t.Errorf("the browser gets the cookie %s", got)
		}
	}
}
