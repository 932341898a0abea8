package rehearsals_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/web"
	"etokenpass/web/rehearsals"
	"etokenpass/web/webtest"
)

// api is the API of a school.
type api struct {
	*school
	described *webtest.API
	handler   http.Handler
}

func startAPI(t *testing.T) *api {
	t.Helper()
	s := start(t, "")
	mux := http.NewServeMux()
	described := web.NewAPI(mux, web.Info{Title: "rehearsals", Version: "test"})
	s.server.AddAPI(described)
	return &api{school: s, handler: web.Routes(mux), described: &webtest.API{
		Document: described.OpenAPI(), Words: []string{"pocket-presses", "first-code", "press", "turn", "000500040815"},
	}}
}

// call calls the API with a body, and reads the answer.
func (a *api) call(request, body string, status int, into any) {
	a.Helper()
	method, path, _ := strings.Cut(request, " ")
	sent := webtest.Request{Target: method + " /api/v1" + path, Body: body}
	if body != "" {
		sent.ContentType = "application/json"
	}
	w := webtest.Send(a.T, a.handler, sent)
	if w.Code != status {
		a.Fatalf("%s: %d, want %d: %s", request, w.Code, status, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		a.Fatal(err)
	}
}

// A test opens a rehearsal, plays it, and reads what came of it.
func TestAPI(t *testing.T) {
	a := startAPI(t)
	var list rehearsals.ExerciseList
	a.call("GET /exercises?lang=ru", "", http.StatusOK, &list)
	found := slices.IndexFunc(list.Exercises, func(e rehearsals.ExerciseInfo) bool { return e.Name == "pocket-presses" })
	if len(list.Exercises) != 12 || found < 0 || list.Exercises[found].Title != "Кнопка нажималась в кармане" {
		t.Errorf("%+v", list)
	}
	var opened rehearsals.RehearsalInfo
	a.call("POST /rehearsals", `{"exercise":"pocket-presses","play":"together","random_seed":"test"}`, http.StatusCreated, &opened)
	if page := opened.Pages[rehearsals.SupportView]; page != "/rehearsals/"+opened.Code+"/support" || len(opened.Pages) != 3 {
		t.Errorf("%v", opened.Pages)
	}
	if o := opened.Opening; o.Language != "en" || o.Telephone != rehearsals.TextLine || o.Difficulty != "easy" {
		t.Errorf("%+v", o)
	}
	path := "/rehearsals/" + strings.ToLower(opened.Code)
	var screen struct{ LCD, State string }
	a.call("POST "+path+"/tokens/000500040815/button", `{"action":"hold"}`, http.StatusOK, &screen)
	if screen.LCD != "888888" || screen.State != "self-test" {
		t.Errorf("after a hold: %+v", screen)
	}
	var state rehearsals.State
	a.call("POST "+path+"/acts?view=customer", `{"do":"talk","text":"Hello, this is 000500040815"}`, http.StatusOK, &state)
	if state.Call == nil || state.Call.Serial != "000500040815" {
		t.Errorf("the call: %+v", state.Call)
	}
	var now rehearsals.Now
	a.call("GET "+path+"/now?view=support&lang=ru", "", http.StatusOK, &now)
	if now.State.Fob != nil || len(now.Lines) == 0 {
		t.Errorf("%+v", now)
	}
	a.call("POST "+path+"/acts?view=support", `{"do":"give_up"}`, http.StatusOK, &state)
	var outcome struct {
		Solved bool
		Roles  []string
		Steps  []any
	}
	a.call("GET "+path+"/outcome", "", http.StatusOK, &outcome)
	if outcome.Solved || len(outcome.Roles) != 2 || len(outcome.Steps) != 9 {
		t.Errorf("%+v", outcome)
	}
	a.call("GET "+path, "", http.StatusOK, &opened)
}

// What the API refuses, it refuses as the pages do.
func TestAPIRefuses(t *testing.T) {
	a := startAPI(t)
	a.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	path := "/rehearsals/" + a.code
	for _, test := range []struct {
		request, body string
		status        int
		says          string
	}{
		{"POST /rehearsals", `{"exercise":"none"}`, http.StatusUnprocessableEntity, "body.exercise: there is no such exercise"},
		{"POST /rehearsals", `{"exercise":"too-late","play":"support"}`, http.StatusUnprocessableEntity, "body.play: the exercise does not have this side"},
		{"POST /rehearsals", `{"exercise":"too-late","play":"neither"}`, http.StatusUnprocessableEntity, "body.play"},
		{"GET /rehearsals/AAAAAA?lang=ru", "", http.StatusNotFound, "Тренировки с таким кодом приглашения нет"},
		{"GET " + path + "/now", "", http.StatusUnprocessableEntity, "query.view"},
		{"GET " + path + "/now?view=all", "", http.StatusUnprocessableEntity, "query.view"},
		{"POST " + path + "/acts?view=customer", `{"do":"dance"}`, http.StatusUnprocessableEntity, "body.do"},
		{"POST " + path + "/acts?view=customer", `{"do":"ask","item":"serial"}`, http.StatusForbidden, "another side"},
		{"POST " + path + "/acts?view=support&lang=ru", `{"do":"hang_up"}`, http.StatusConflict, "линия свободна"},
		{"POST " + path + "/tokens/000000000000/button", `{"action":"press"}`, http.StatusConflict, "not in the customer's hand"},
		{"POST " + path + "/tokens/000500040815/button", `{"action":"dance"}`, http.StatusUnprocessableEntity, "body.action"},
	} {
		var problem web.Problem
		a.call(test.request, test.body, test.status, &problem)
		if got := problem.Error(); !strings.Contains(got, test.says) {
			t.Errorf("%s: %s, want %s", test.request, got, test.says)
		}
	}
}

// Whatever clients send, each answer is one that the description has, and the server goes on.
func TestOpenAPI(t *testing.T) {
	a := startAPI(t)
	a.open(rehearsals.Opening{Exercise: "pocket-presses"})
	a.described.IDs = []string{a.code}
	all := a.described.Operations()
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "operation")
		a.described.Try(t, a.handler, name, all[name])
	})
}
