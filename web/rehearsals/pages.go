package rehearsals

import (
	"net/http"
	"slices"
	"strings"

	"etokenpass/assets"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// site is what serves the pages of rehearsals.
type site struct {
	*Server
	pages *web.Pages
}

func (s *Server) newSite() *site {
	return &site{s, web.NewPages(assets.FS, "pages/rehearsals*.html", "pages/fob.html", "pages/parts.html").Below(s.options.Base)}
}

// mostForm is the size of a form, in bytes.
const mostForm = 16 << 10

// addFirstPages adds the list of exercises, and what pages load.
func (s *site) addFirstPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { s.writeFirst(w, r, http.StatusOK, firstPage{}) })
	mux.HandleFunc("GET /new", s.setUp)
	mux.Handle("POST /{$}", web.Form(mostForm, s.openForm))
	mux.Handle("POST /join", web.Form(mostForm, s.join))
	mux.Handle("GET /page/", http.StripPrefix("/page/", web.Static(assets.FS, "pages/rehearsals")))
	mux.Handle("GET /fob-page/", http.StripPrefix("/fob-page/", web.Static(assets.FS, "pages/tokens")))
	mux.Handle("GET /fob/button-down.svg", web.Asset("fob/button-down.svg"))
}

// addGroupPages adds the pages of a group.
func (s *site) addGroupPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{code}", s.inGroup(s.showLobby))
	for _, view := range Views() {
		handler := s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error { return s.showView(w, r, m, view) })
		mux.Handle("GET /{code}/"+string(view), web.WithFrames(handler))
		if view != WatchView {
			mux.Handle("POST /{code}/"+string(view), web.Form(mostForm, s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
				return s.joinAnyway(w, r, m, view)
			})))
		}
	}
	for _, side := range []string{"front", "button-down"} {
		mux.Handle("GET /{code}/fob/"+side+".svg", web.Asset("fob/"+side+".svg"))
	}
}

// firstPage is the data of the list of exercises.
type firstPage struct {
	Exercises []exerciseCard
	Wrong     string // what is wrong with the invitation code; "" if nothing is
	Refused   string // why no rehearsal was opened; "" if none was asked for
}

// exerciseCard is an exercise on a page.
type exerciseCard struct {
	Name, Title, Situation, Goal string
	Duration                     string
	HasDesk                      bool // whether there is a side of the help desk
}

func cardOf(e *rehearsal.Exercise, language locale.Language) exerciseCard {
	return exerciseCard{
		e.Name, e.Title.In(language), e.Situation.In(language), e.Goal.In(language), locale.New(language).Count("rehearsals.minutes", uint64(e.Minutes)), slices.Contains(e.Roles, rehearsal.Support),
	}
}

func (s *site) writeFirst(w http.ResponseWriter, r *http.Request, status int, page firstPage) {
	for _, exercise := range rehearsal.Exercises() {
		page.Exercises = append(page.Exercises, cardOf(exercise, web.Language(r)))
	}
	s.pages.Write(w, r, status, "rehearsals-first.html", page)
}

// setUpPage is the data of the page that asks who plays.
type setUpPage struct {
	Exercise     exerciseCard
	Difficulties []rehearsal.Difficulty
}

func (s *site) setUp(w http.ResponseWriter, r *http.Request) {
	exercise, ok := rehearsal.Find(r.URL.Query().Get("exercise"))
	if !ok {
		s.writeFirst(w, r, http.StatusNotFound, firstPage{})
		return
	}
	s.pages.Write(w, r, http.StatusOK, "rehearsals-new.html", setUpPage{cardOf(exercise, web.Language(r)), rehearsal.Difficulties()})
}

// openForm opens a rehearsal, and leads to its first page.
func (s *site) openForm(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	m, err := s.open(Opening{
		Exercise: form.Get("exercise"), Play: Play(form.Get("play")), Telephone: Telephone(form.Get("telephone")),
		Difficulty: rehearsal.Difficulty(form.Get("difficulty")),
	}, web.Language(r))
	if err != nil {
		problem := s.problemOf(err, web.Language(r))
		s.writeFirst(w, r, problem.Status, firstPage{Refused: problem.Error()})
		return
	}
	s.seeOther(w, r, m.code)
}

// join leads to the rehearsal with an invitation code.
func (s *site) join(w http.ResponseWriter, r *http.Request) {
	m, err := s.groups.find(r.PostForm.Get("code"))
	if err != nil {
		s.writeWrongCode(w, r, err)
		return
	}
	s.seeOther(w, r, m.code)
}

// writeWrongCode writes the list of exercises, with what is wrong with an invitation code.
func (s *site) writeWrongCode(w http.ResponseWriter, r *http.Request, err error) {
	problem := s.problemOf(err, web.Language(r))
	s.writeFirst(w, r, problem.Status, firstPage{Wrong: problem.Error()})
}

func (s *site) seeOther(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, s.options.Base+"/"+path, http.StatusSeeOther)
}

// lobbyPage is the data of a group's first page.
type lobbyPage struct {
	Code       string
	Invitation invitation
	Exercise   exerciseCard
	Opening    Opening
	Views      []View
	Ended      bool
}

func (s *site) showLobby(w http.ResponseWriter, r *http.Request, m *group) error {
	s.pages.Write(w, r, http.StatusOK, "rehearsals-lobby.html", lobbyPage{
		Code: m.code, Invitation: s.invite(m.code, r.Host),
		Exercise: cardOf(m.exercise, web.Language(r)), Opening: m.opening, Views: m.opening.Views(), Ended: m.ended(),
	})
	return nil
}

// viewPage is the data of the page of a view.
type viewPage struct {
	Code     string
	View     View
	Opening  Opening
	Exercise exerciseCard
	Items    []rehearsal.Item
	People   []rehearsal.Role // the sides that people play
	Fob      tokens.Card
	LCD      tokens.LiveLCD

	Customer, Support bool // which sides it shows
}

// FobPart returns the data for the template of the fob.
func (p viewPage) FobPart(texts *locale.Texts, base string) tokens.FobPart {
	return tokens.FobPart{Card: p.Fob, LCD: p.LCD, Texts: texts, Base: base}
}

func (s *site) showView(w http.ResponseWriter, r *http.Request, m *group, view View) error {
	if m.isTaken(view) && !hasJoined(r) {
		s.pages.Write(w, r, http.StatusConflict, "rehearsals-taken.html", takenPage{m.code, view, cardOf(m.exercise, web.Language(r))})
		return nil
	}
	s.rememberJoined(w, m, view)
	page := viewPage{
		Code: m.code, View: view, Opening: m.opening, Exercise: cardOf(m.exercise, web.Language(r)), Items: rehearsal.Items(), People: m.opening.roles(), LCD: tokens.TheLiveLCD(),
		Customer: view.plays(rehearsal.Customer), Support: view.plays(rehearsal.Support),
	}
	err := m.use(func() (err error) {
		seen := m.play.View()
		page.Fob, err = tokens.CardOf(seen.Profile.Serial, seen.Profile, seen.Token, s.options.Clock.State())
		return err
	})
	if err != nil {
		return err
	}
	s.pages.Write(w, r, http.StatusOK, "rehearsals-view.html", page)
	return nil
}

// inGroup is like that of the server, for pages: a person sees a page, not a problem.
func (s *site) inGroup(answer func(http.ResponseWriter, *http.Request, *group) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m, err := s.groups.find(r.PathValue("code"))
		if err != nil {
			s.writeWrongCode(w, r, err)
			return
		}
		if r.PathValue("code") != m.code { // typed in small letters
			http.Redirect(w, r, s.options.Base+strings.Replace(r.URL.Path, r.PathValue("code"), m.code, 1), http.StatusSeeOther)
			return
		}
		if err := answer(w, r, m); err != nil {
			s.problemOf(err, web.Language(r)).ServeHTTP(w, r)
		}
	}
}
