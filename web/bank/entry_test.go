package bank_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web/bank"
)

// many are customers with the logins 001 and so on.
func many(count int) func(*bank.Options) {
	return func(o *bank.Options) {
		for i := range count {
			login := fmt.Sprintf("%03d", i+1)
			o.Customers = append(o.Customers, bank.Customer{Login: login, Owner: "Owner " + login, Organisation: "Ольха", Password: "p"})
		}
	}
}

// logins returns the logins that the first page shows.
func (p page) logins() (all []string) {
	for _, match := range regexp.MustCompile(`name="login" value="([^"]*)"`).FindAllStringSubmatch(p.text, -1) {
		all = append(all, html.UnescapeString(match[1]))
	}
	return all
}

// link returns the address of the link with a relation; "" if the page has none.
func (p page) link(relation string) string {
	if match := regexp.MustCompile(`href="([^"]*)" rel="` + relation + `"`).FindStringSubmatch(p.text); match != nil {
		return html.UnescapeString(match[1])
	}
	return ""
}

// From page to page, all customers are shown once, and the same on the way back.
func TestPagesOfCustomers(t *testing.T) {
	b := open(t, many(60)).browser()
	var all []string
	address, last := "/", ""
	for address != "" {
		got := b.get(address)
		all = append(all, got.logins()...)
		address, last = got.link("next"), got.link("prev")
		if address != "" {
			address = "/" + address
		}
	}
	if len(all) != 60 || all[0] != "001" || all[59] != "060" {
		t.Errorf("%d customers: %s", len(all), all)
	}
	if got := b.get("/" + last); got.logins()[0] != "025" || !strings.Contains(got.text, "25 to 48 of 60") {
		t.Errorf("the page before the last shows %s", got.logins())
	}
}

// A few customers need no pages and no search.
func TestOnePageOfCustomers(t *testing.T) {
	got := open(t, many(24)).browser().get("/?page=7")
	if len(got.logins()) != 24 || strings.Contains(got.text, "search") || got.link("prev")+got.link("next") != "" {
		t.Errorf("%s", got.text)
	}
}

// Customers are found by login, owner, organisation and serial.
func TestFindCustomers(t *testing.T) {
	b := open(t).browser()
	for find, want := range map[string]string{
		"anna": "anna", "ПЕТРОВ": "boris", "foxglove": "carol", "000500100004": "david", " 0005 ": "anna boris carol david",
		"romashka": "", "'; --": "", "%": "", "\x00\xff": "", strings.Repeat("a", 500): "", "": "anna boris carol david",
	} {
		got := b.get("/?find=" + url.QueryEscape(find) + "&page=1")
		if logins := strings.Join(got.logins(), " "); got.status != http.StatusOK || logins != want {
			t.Errorf("%q finds %q, want %q", find, logins, want)
		}
	}
	if got := b.get("/?find=none&lang=ru"); !strings.Contains(got.text, "Ничего не найдено.") || !strings.Contains(got.text, `value="none"`) {
		t.Errorf("%s", got.text)
	}
}

// Another language has the same page of the same customers.
func TestLanguageOfPages(t *testing.T) {
	b := open(t, many(60)).browser()
	got := b.get("/?find=ольха&page=2")
	russian := regexp.MustCompile(`href="([^"]*)" lang="ru"`).FindStringSubmatch(got.text)
	if russian == nil {
		t.Fatal(got.text)
	}
	if again := b.get("/" + html.UnescapeString(russian[1])); again.logins()[0] != "025" || !strings.Contains(again.text, "25–48 из 60") {
		t.Errorf("in Russian: %s", again.text)
	}
}

// Whatever page is asked for, there is one.
func TestOddPages(t *testing.T) {
	b := open(t, many(60)).browser()
	for page, want := range map[string]string{"0": "001", "-1": "001", "99": "049", "99999999999999999999": "049", "x": "001", "": "001", "2&page=1": "025"} {
		if got := b.get("/?page=" + page); got.status != http.StatusOK || got.logins()[0] != want {
			t.Errorf("page %s: %d, begins with %s", page, got.status, got.logins())
		}
	}
}

// A bank whose customers were all deleted says so.
func TestNoCustomers(t *testing.T) {
	bank := open(t, many(1))
	bank.call("DELETE", "/customers/001", "", http.StatusNoContent)
	if got := bank.browser().get("/"); got.status != http.StatusOK || !strings.Contains(got.text, "There are no customers.") {
		t.Errorf("%d %s", got.status, got.text)
	}
}
