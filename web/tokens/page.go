package tokens

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"etokenpass/assets"
	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/profiles"
	"etokenpass/web"
)

// page is the data of the page that shows the tokens.
type page struct {
	Clock  ClockKind
	Speeds []int // that can be chosen on the real clock
	Rate   int   // of the first token's clock
	Count  int   // of all tokens
	More   int   // the limit of a page that shows more tokens; 0 if there are no more
	Cards  []card
	LCD    liveLCD
}

// card is a token on the page.
type card struct {
	Token
	Clock web.Clock
	Cells int
	Dead  string // the dead segments, separated by spaces
	Hold  int64  // milliseconds
	Lit   string // the lit segments as a path
	Place string // the transformation that puts the LCD on the fob
}

// Spoken returns what the LCD shows in a form that screen readers read digit by digit.
func (c card) Spoken() string { return strings.Join(strings.Split(c.LCD, ""), " ") }

// widestModel is the number of characters of a model that fit above the LCD. More are drawn narrower.
const widestModel = 26

// Narrow reports whether the model must be drawn narrower to fit above the LCD.
func (c card) Narrow() bool { return utf8.RuneCountInString(c.Model) > widestModel }

// JSON returns the screen as the API has it.
func (c card) JSON() (string, error) {
	data, err := json.Marshal(c.Screen)
	return string(data), err
}

// How many tokens the page shows: at first and more with each step, and at most.
const (
	pageStep = 200
	mostPage = 2000
)

// addPage adds the page and what it loads.
func (s *Server) addPage(mux *http.ServeMux) {
	pages := web.NewPages(assets.FS, "pages/tokens-page.html", "pages/parts.html")
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pages.Write(w, r, http.StatusOK, "tokens-page.html", s.page(pageLimit(r)))
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
		_, _ = w.Write(backOf(e.profile)) // the client may be gone
	})
}

// pageLimit returns how many tokens a request asks for.
func pageLimit(r *http.Request) int {
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit")) // 0 if it is not a number
	return min(max(limit, pageStep), mostPage)
}

// page returns the page with at most limit tokens.
func (s *Server) page(limit int) page {
	entries, total := s.registry.list(0, limit)
	p := page{Clock: s.clocks.kind, Speeds: device.Speeds(), Rate: 1, Count: total, LCD: theLiveLCD()}
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

// card returns the token as the page shows it.
func (e *entry) card() (c card, err error) {
	err = e.use(func() error {
		p, seen := e.profile, e.catchUp()
		frame, err := frameOf(p, seen)
		c = card{
			Token: Token{ID: e.id, Model: p.Model, Type: string(p.Type), Screen: screenOf(p, seen)},
			Clock: e.clockNow(), Cells: p.Cells(), Dead: strings.Join(p.Display.DeadSegments, " "),
			Hold: milliseconds(p.Button.Hold), Lit: frame.LitPath(), Place: lcdPlace(p.Cells()),
		}
		return err
	})
	return c, err
}

// backOf draws the back of a token, with its serial.
func backOf(p *profiles.Profile) []byte {
	scene := face.Scene{Back: true, Model: p.Model, Serial: p.Serial}
	if p.Battery != nil && !p.Battery.Made.IsZero() {
		scene.Made = p.Battery.Made.Format(time.DateOnly)
	}
	return face.SVG(scene, "S/N "+p.Serial)
}
