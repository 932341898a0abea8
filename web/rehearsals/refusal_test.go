package rehearsals_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"etokenpass/web"
	"etokenpass/web/rehearsals"
)

// What people can be refused is refused in their language.
func TestRefusals(t *testing.T) {
	together := rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether}
	alone := rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayCustomer}
	for _, test := range []struct {
		opening rehearsals.Opening
		view    rehearsals.View
		act     rehearsals.Act
		status  int
		en, ru  string
	}{
		{together, "customer", rehearsals.Act{Do: "ask", Item: "serial"}, http.StatusForbidden, "for another side", "для другой стороны"},
		{together, "customer", rehearsals.Act{Do: "say", Serial: " "}, http.StatusUnprocessableEntity, "fill in", "заполните"},
		{together, "customer", rehearsals.Act{Do: "say_codes", Codes: []string{"123456"}}, http.StatusUnprocessableEntity, "two session keys", "два сеансовых ключа"},
		{together, "customer", rehearsals.Act{Do: "say", Name: strings.Repeat("я", 301)}, http.StatusUnprocessableEntity, "one line of at most 300", "одна строка не длиннее 300"},
		{together, "customer", rehearsals.Act{Do: "say_codes", Codes: []string{"a\u202eb", "1"}}, http.StatusUnprocessableEntity, "one line", "одна строка"},
		{together, "customer", rehearsals.Act{Do: "take", Serial: "1"}, http.StatusConflict, "no such token at hand", "такого устройства под рукой нет"},
		{together, "customer", rehearsals.Act{Do: "talk", Text: " "}, http.StatusConflict, "1 to 300 characters", "от 1 до 300 знаков"},
		{together, "support", rehearsals.Act{Do: "talk", Text: "Hello"}, http.StatusConflict, "the line is free", "линия свободна"},
		{together, "support", rehearsals.Act{Do: "hang_up"}, http.StatusConflict, "the line is free", "линия свободна"},
		{alone, "support", rehearsals.Act{Do: "ask", Item: "serial"}, http.StatusConflict, "for the other side", "это делает другая сторона"},
		{alone, "watch", rehearsals.Act{Do: "advise", To: "support", Text: "Hurry"}, http.StatusConflict, "for the other side", "это делает другая сторона"},
	} {
		for lang, want := range map[string]string{"en": test.en, "ru": test.ru} {
			s := start(t, "")
			s.open(test.opening)
			body, err := json.Marshal(test.act)
			if err != nil {
				t.Fatal(err)
			}
			answer := s.ask(http.MethodPost, "/act?view="+string(test.view)+"&lang="+lang, string(body))
			if problem := problemOf(t, answer); problem.Status != test.status || !strings.Contains(problem.Problem, want) {
				t.Errorf("%s %+v: %d %s, want %d %s", test.view, test.act, problem.Status, problem.Problem, test.status, want)
			}
		}
	}
}

func problemOf(t *testing.T, answer *httptest.ResponseRecorder) (problem web.Problem) {
	t.Helper()
	if err := json.Unmarshal(answer.Body.Bytes(), &problem); err != nil {
		t.Fatalf("%d %s: %v", answer.Code, answer.Body, err)
	}
	return problem
}

// After the end, nothing more can be done: not on the page, with the token, in Internet-Client, or in the
// console. Each says so in the reader's language.
func TestNothingAfterTheEnd(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", Text: "000500040815, F00056, Romashka, Ivanova"})
	s.signIn()
	s.act(rehearsals.SupportView, rehearsals.Act{Do: "give_up"})
	before := s.seen()
	for _, test := range []struct{ path, body string }{
		{"/act?view=customer&lang=ru", `{"do":"turn"}`},
		{"/act?view=watch&lang=ru", `{"do":"advise","to":"support","text":"Ждите"}`},
		{"/fob/tokens/000500040815/button?lang=ru", `{"action":"down"}`},
		{"/client/key?lang=ru", "key=123456"},
		{"/client/key/cancel?lang=ru", ""},
		{"/client/login?lang=ru", url.Values{"login": {s.login()}, "password": {"practice"}}.Encode()},
		{"/desk/token?lang=ru", "do=unlock&serial=000500040815"},
		{"/desk/token?lang=ru", "do=test&serial=000500040815&code=123456"},
		{"/desk/resync?lang=ru", "do=resync&checked=yes&serial=000500040815&counter=F00056&organisation=Romashka&name=Ivanova"},
		{"/desk/token?lang=ru", "do=replace&serial=000500040815&spare=000500041623"},
	} {
		answer := request{http.MethodPost, test.path, test.body}.send(s.server, s.code)
		if answer.Code < http.StatusBadRequest || answer.Code >= http.StatusInternalServerError || !strings.Contains(answer.Body.String(), "тренировка окончена") {
			t.Errorf("%s %s: %d %s", test.path, test.body, answer.Code, answer.Body)
		}
	}
	if after := s.seen(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// The other refusals that a page shows.
func TestRefusalsInRussian(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	for path, body := range map[string]string{
		"/fob/tokens/1/button?lang=ru": `{"action":"press"}`,
		"/act?view=support&lang=ru":    `{"do":"say","serial":"1"}`,
	} {
		problem := problemOf(t, s.ask(http.MethodPost, path, body))
		if !strings.ContainsFunc(problem.Problem, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%s: %s", path, problem.Problem)
		}
	}
	s.code = "AAAAAA"
	if problem := problemOf(t, s.ask(http.MethodGet, "/now?view=watch&lang=ru", "")); problem.Status != http.StatusNotFound || !strings.HasPrefix(problem.Problem, "Тренировки с таким кодом") {
		t.Errorf("%+v", problem)
	}
}

// A rehearsal has an end, also for someone who goes on and on.
func TestTooManyDeeds(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses"})
	for range 2000 {
		s.act(rehearsals.BothView, rehearsals.Act{Do: "turn"})
	}
	if problem := problemOf(t, s.try(rehearsals.BothView, rehearsals.Act{Do: "turn"})); problem.Status != http.StatusConflict || !strings.Contains(problem.Problem, "2000 deeds") {
		t.Errorf("%+v", problem)
	}
}

// Requests that no page sends do nothing, and are answered with a problem.
func TestHostileRequests(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Telephone: rehearsals.RealTelephone})
	before := s.seen()
	const act, button = "/act?view=customer", "/fob/tokens/000500040815/button"
	for _, test := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", act, "", http.StatusUnprocessableEntity},
		{"POST", act, "null", http.StatusUnprocessableEntity},
		{"POST", act, "[]", http.StatusUnprocessableEntity},
		{"POST", act, `{"do":"turn"} {"do":"turn"}`, http.StatusUnprocessableEntity},
		{"POST", act, `{"do":"turn","colour":"red"}`, http.StatusUnprocessableEntity},
		{"POST", act, `{"do":"login"}`, http.StatusUnprocessableEntity},
		{"POST", act, `{"do":"wait","text":"24h"}`, http.StatusUnprocessableEntity},
		{"POST", act, `{"do":"hint","by":"bank"}`, http.StatusForbidden},
		{"POST", act, `{"do":"give_up","by":"support"}`, http.StatusForbidden},
		{"POST", act, `{"do":"talk","text":"` + strings.Repeat("a", 20<<10) + `"}`, http.StatusRequestEntityTooLarge},
		{"POST", "/act", `{"do":"turn"}`, http.StatusUnprocessableEntity},
		{"POST", "/act?view=", `{"do":"turn"}`, http.StatusUnprocessableEntity},
		{"POST", "/act?view=admin", `{"do":"turn"}`, http.StatusUnprocessableEntity},
		{"POST", "/act?view=watch", `{"do":"give_up"}`, http.StatusForbidden},
		{"POST", "/act?view=watch", `{"do":"advise","to":"bank","text":"a"}`, http.StatusUnprocessableEntity},
		{"GET", act, "", http.StatusMethodNotAllowed},
		{"POST", button, "", http.StatusUnprocessableEntity},
		{"POST", button, `{"action":"dance"}`, http.StatusUnprocessableEntity},
		{"POST", button, `{"action":"hold","duration":"1000h"}`, http.StatusUnprocessableEntity},
		{"POST", button, `{"action":"` + strings.Repeat("a", 20<<10) + `"}`, http.StatusRequestEntityTooLarge},
		{"GET", button, "", http.StatusMethodNotAllowed},
		{"GET", "/now", "", http.StatusUnprocessableEntity},
		{"GET", "/events?view=admin", "", http.StatusUnprocessableEntity},
		{"GET", "/report.pdf", "", http.StatusNotFound},
		{"GET", "/fob/../../../etc/passwd/back.svg", "", http.StatusTemporaryRedirect},
		{"GET", "/fob/1/back.svg", "", http.StatusConflict},
		{"POST", "/desk/token", "do=disable&serial=000500040815", http.StatusForbidden},
		{"POST", "/desk/token", "do=replace&serial=000500040815&spare=1", http.StatusUnprocessableEntity},
		{"POST", "/desk/token", "do=unlock&serial=1", http.StatusNotFound},
		{"POST", "/desk/token", "do=unlock&serial=" + strings.Repeat("1", 80<<10), http.StatusRequestEntityTooLarge},
		{"GET", "/desk/journal", "", http.StatusNotFound},
		{"POST", "/desk/import", "", http.StatusNotFound},
		{"POST", "/client/login", "login=anna&password=wrong", http.StatusForbidden},
		{"POST", "/client/login", "login=" + strings.Repeat("a", 20<<10), http.StatusRequestEntityTooLarge},
		{"POST", "/desk/resync", "serial=000500040815&counter=F00056&organisation=" + strings.Repeat("a", 60<<10), http.StatusConflict},
		{"POST", "/desk/resync", "serial=000500040815&counter=F00056&organisation=a%E2%80%AEb", http.StatusConflict},
		{"POST", "/desk/resync", "serial=000500040815&counter=F00056&organisation=a%FF%0Ab", http.StatusConflict},
		{"POST", "/client/documents", "payee=a", http.StatusSeeOther}, // to the login
	} {
		answer := request{test.method, test.path, test.body}.send(s.server, s.code)
		if answer.Code != test.status {
			t.Errorf("%s %s %.100s: %d, want %d: %.300s", test.method, test.path, test.body, answer.Code, test.status, answer.Body)
		}
	}
	if after := s.seen(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// Script in what people say is text wherever it is shown.
func TestScriptIsText(t *testing.T) {
	const script = `<script>alert(1)</script>`
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Telephone: rehearsals.RealTelephone})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", Text: script})
	s.act(rehearsals.SupportView, rehearsals.Act{Do: "say", Serial: script, Counter: script, Organisation: script, Name: script})
	s.act(rehearsals.WatchView, rehearsals.Act{Do: "advise", To: "support", Text: script})
	for _, path := range []string{"/report", "/customer", "/support", "/watch", "/desk/", "/desk/resync", "/client/login"} {
		if page := s.ask(http.MethodGet, path, ""); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "<script>alert") {
			t.Errorf("%s: %d", path, page.Code)
		}
	}
}

// An invitation code is found however a person types it.
func TestTypedCodes(t *testing.T) {
	s := start(t, "")
	for range 20 { // until there is one with letters that look the same in Russian
		s.open(rehearsals.Opening{Exercise: "first-code"})
		code := s.code
		russian := strings.NewReplacer("A", "А", "B", "В", "E", "е", "K", "К", "M", "м", "H", "н", "P", "Р", "C", "С", "T", "т", "Y", "у", "X", "Х").Replace(code)
		for _, typed := range []string{strings.ToLower(code), code[:3] + " " + code[3:], code[:3] + "-" + code[3:], " " + code[:3] + "–" + code[3:], russian} {
			s.code = url.PathEscape(typed)
			if answer := s.ask(http.MethodGet, "/now?view=watch", ""); answer.Code != http.StatusOK {
				t.Errorf("%s, typed as %q: %d", code, typed, answer.Code)
			}
		}
	}
}
