package bank

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"etokenpass/assets"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/tms"
	"etokenpass/web"
)

// entryPage is the data of the first page, which shows customers in pages.
type entryPage struct {
	Customers []entryCustomer
	Find      string // what they have in them; "": anything
	Version   string

	found       int // how many customers all pages show
	page, pages int // the number of the page, from 1, and of the last one
}

// entryCustomer is a customer on the first page.
type entryCustomer struct {
	CustomerInfo
	TokenID string // of the token on the page of tokens
}

// mostShown is how many customers a page shows: a multiple of the columns that it may have.
const mostShown = 24

// addEntry adds the first page.
func (s *Server) addEntry(mux *http.ServeMux, bank *world) {
	pages := web.NewPages(assets.FS, "pages/bank-entry.html", "pages/parts.html")
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "bank-entry.html", s.entryPage(bank, r.URL.Query()))
	})
	mux.Handle("GET /bank.css", web.Asset("pages/bank.css"))
}

// entryPage returns the page that a query asks for. A number that no page has means the nearest.
func (s *Server) entryPage(bank *world, query url.Values) entryPage {
	p := entryPage{Version: s.options.Version, Find: strings.TrimSpace(query.Get("find"))}
	found := bank.customers.with(p.Find)
	p.found, p.pages = len(found), max(1, (len(found)+mostShown-1)/mostShown)
	number, _ := strconv.Atoi(query.Get("page"))
	p.page = min(max(number, 1), p.pages)
	for _, a := range found[p.before():min(p.before()+mostShown, len(found))] {
		p.Customers = append(p.Customers, entryCustomer{a.customer.info(), profiles.FileName(a.customer.Token.Serial)})
	}
	return p
}

// with returns the accounts that have a text in them, as the help desk's console finds it.
func (c *customers) with(text string) (found []*account) {
	filter := tms.Filter{Text: text}
	for _, a := range c.all() {
		user := tms.User{Name: a.customer.Login, Owner: a.customer.Owner, Organisation: a.customer.Organisation}
		if filter.Selects(tms.Record{Token: &tms.Token{Serial: a.customer.Token.Serial}, User: &user}) {
			found = append(found, a)
		}
	}
	return found
}

// before returns how many customers the pages before show.
func (p entryPage) before() int { return (p.page - 1) * mostShown }

// Shown says which customers the page shows.
func (p entryPage) Shown(texts *locale.Texts) string {
	return texts.Text("bank.shown", "first", strconv.Itoa(p.before()+1), "last", strconv.Itoa(p.before()+len(p.Customers)), "count", strconv.Itoa(p.found))
}

// HasMore reports whether there are more customers than the page shows, so that they can be searched.
func (p entryPage) HasMore() bool { return p.pages > 1 || p.Find != "" }

// Previous returns the address of the page before; "" if there is none.
func (p entryPage) Previous() string { return p.at(p.page - 1) }

// Next returns the address of the page after; "" if there is none.
func (p entryPage) Next() string { return p.at(p.page + 1) }

func (p entryPage) at(page int) string {
	if page < 1 || page > p.pages {
		return ""
	}
	return p.address(page) + "#customers"
}

// Here returns the address of the page.
func (p entryPage) Here() string { return p.address(p.page) }

// address returns the address of a page of the same customers.
func (p entryPage) address(page int) string {
	query := url.Values{}
	if p.Find != "" {
		query.Set("find", p.Find)
	}
	if page > 1 {
		query.Set("page", strconv.Itoa(page))
	}
	return "?" + query.Encode()
}
