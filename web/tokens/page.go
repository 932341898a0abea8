package tokens

import (
	"net/http"
	"strconv"

	"etokenpass/assets"
	"etokenpass/device"
	"etokenpass/web"
)

// page is the data of the page that shows the tokens.
type page struct {
	Clock  string
	Speeds []int // that can be chosen on the real clock
	Rate   int   // of the first token's clock
	Moves  bool  // whether the reader may change the clock
	Count  int   // of all tokens
	More   int   // the limit of a page that shows more tokens; 0 if there are no more
	Cards  []Card
	LCD    LiveLCD
}

// How many tokens the page shows: at first and more with each step, and at most.
const (
	pageStep = 200
	mostPage = 2000
)

// addPage adds the page and what it loads.
func (s *Server) addPage(mux *http.ServeMux) {
	pages := web.NewPages(assets.FS, "pages/tokens-page.html", "pages/fob.html", "pages/parts.html").ForPractice(s.options.Practice)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "tokens-page.html", s.page(pageLimit(r), s.clocks.permit(r.Context()) == nil))
	})
	web.AddLook(mux)
	for path, folder := range map[string]string{"/page/": "pages/tokens", "/fob/": "fob", "/icon/": "icon"} {
		mux.Handle("GET "+path, http.StripPrefix(path, web.Static(assets.FS, folder)))
	}
	mux.HandleFunc("GET /fob/{id}/back.svg", func(w http.ResponseWriter, r *http.Request) {
		e, err := s.registry.find(r.PathValue("id"))
		if problem, ok := err.(*web.Problem); ok { //nolint:errorlint // find returns no other
			problem.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write(Back(e.profile)) // the client may be gone
	})
}

// pageLimit returns how many tokens a request asks for.
func pageLimit(r *http.Request) int {
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit")) // 0 if it is not a number
	return min(max(limit, pageStep), mostPage)
}

// page returns the page with at most limit tokens, for a reader who may change the clock or not.
func (s *Server) page(limit int, moves bool) page {
	entries, total := s.registry.list(0, limit)
	p := page{Clock: s.clocks.kind, Speeds: device.Speeds(), Rate: 1, Moves: moves, Count: total, LCD: TheLiveLCD()}
	for _, e := range entries {
		if c, err := e.card(); err == nil { // else it has just been deleted
			p.Cards = append(p.Cards, c)
		}
	}
	if len(p.Cards) > 0 {
		p.Rate = p.Cards[0].Clock.Rate
	}
	if total > limit && limit < mostPage {
		p.More = limit + pageStep
	}
	return p
}
