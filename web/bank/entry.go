package bank

import (
	"net/http"

	"etokenpass/assets"
	"etokenpass/profiles"
	"etokenpass/web"
)

// entryPage is the data of the first page.
type entryPage struct {
	Customers []entryCustomer
	More      int // how many customers are not shown
	Version   string
}

// entryCustomer is a customer on the first page.
type entryCustomer struct {
	CustomerInfo
	TokenID string // of the token on the page of tokens
}

// mostShown is how many customers the first page shows.
const mostShown = 100

// addEntry adds the first page.
func (s *Server) addEntry(mux *http.ServeMux, bank *world) {
	pages := web.NewPages(assets.FS, "pages/bank-entry.html", "pages/parts.html")
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "bank-entry.html", s.entryPage(bank))
	})
	mux.Handle("GET /bank.css", web.Asset("pages/bank.css"))
}

func (s *Server) entryPage(bank *world) entryPage {
	all := bank.customers.all()
	page := entryPage{Version: s.options.Version, More: max(len(all)-mostShown, 0)}
	for _, a := range all[:len(all)-page.More] {
		page.Customers = append(page.Customers, entryCustomer{a.customer.info(), profiles.FileName(a.customer.Token.Serial)})
	}
	return page
}
