package rehearsals_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/web/rehearsals"
)

// seen returns everything that a watcher sees.
func (s *school) seen() string {
	s.Helper()
	data, err := json.Marshal(s.now(rehearsals.WatchView))
	if err != nil {
		s.Fatal(err)
	}
	return string(data)
}

// restart ends the server, and starts another one with the same folder and the same time.
func (s *school) restart(folder string) *school {
	s.Helper()
	if err := s.server.Close(); err != nil {
		s.Fatal(err)
	}
	again := startAt(s.T, folder, s.clock.Now())
	again.code, again.exercise = s.code, s.exercise
	return again
}

// After a restart, a rehearsal goes on where it was, whatever was done in it, and however long ago.
func TestRestart(t *testing.T) {
	for name, do := range map[string]func(*school){
		"nothing":       func(*school) {},
		"the token":     func(s *school) { s.button("down"); s.wait(time.Second) },
		"a lit screen":  func(s *school) { s.button("press"); s.wait(10 * time.Second) },
		"a dark screen": func(s *school) { s.button("press"); s.wait(time.Hour) },
		"the telephone": func(s *school) { s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", Text: "Привет!"}) },
		"a hint":        func(s *school) { s.act(rehearsals.SupportView, rehearsals.Act{Do: "hint"}) },
		"advice": func(s *school) {
			s.act(rehearsals.WatchView, rehearsals.Act{Do: "advise", To: "support", Text: "Wait"})
		},
		"the end":        func(s *school) { s.act(rehearsals.SupportView, rehearsals.Act{Do: "give_up"}) },
		"the bank":       func(s *school) { s.signIn(); s.submit("/client/key", url.Values{"key": {"123456"}}) },
		"a tested code":  func(s *school) { s.console("test", url.Values{"code": {"123456"}}) },
		"a lock removed": func(s *school) { s.console("test", url.Values{"code": {"123456"}}); s.console("unlock", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s := start(t, folder)
			s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
			do(s)
			before, desk := s.seen(), s.ask(http.MethodGet, "/desk/token?serial=000500040815", "").Body.String()
			again := s.restart(folder)
			if after := again.seen(); after != before {
				t.Errorf("before the restart:\n%s\nafter it:\n%s", before, after)
			}
			if after := again.ask(http.MethodGet, "/desk/token?serial=000500040815", "").Body.String(); after != desk {
				t.Errorf("the console before the restart:\n%s\nafter it:\n%s", desk, after)
			}
		})
	}
}

// signIn enters login and password.
func (s *school) signIn() {
	s.Helper()
	s.submit("/client/login", url.Values{"login": {s.login()}, "password": {"practice"}})
}

// console does something on the page about the customer's token.
func (s *school) console(do string, fields url.Values) {
	s.Helper()
	all := url.Values{"do": {do}, "serial": {"000500040815"}}
	for name, values := range fields {
		all[name] = values
	}
	if answer := s.form("/desk/token", all); answer.Code != http.StatusSeeOther {
		s.Fatalf("%s: %d %s", do, answer.Code, answer.Body)
	}
}

// An exercise can be solved with a restart before each step: the rehearsal is the same as without.
func TestRestartAtEachStep(t *testing.T) {
	folder := t.TempDir()
	s := start(t, folder)
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether, Language: locale.Russian})
	for _, action := range solution(t, s.find(), rehearsals.PlayTogether) {
		s = s.restart(folder)
		s.carryOut(action)
	}
	if s = s.restart(folder); !s.now(rehearsals.SupportView).State.Solved || len(s.mistakes()) > 0 {
		t.Errorf("not solved, or not without mistakes: %v", s.mistakes())
	}
}

// A server that has ended takes no requests any more.
func TestClosed(t *testing.T) {
	s := start(t, t.TempDir())
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	if err := s.server.Close(); err != nil {
		t.Fatal(err)
	}
	before := s.seen()
	if answer := s.try(rehearsals.CustomerView, rehearsals.Act{Do: "turn"}); answer.Code != http.StatusGone || s.seen() != before {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if _, err := s.server.Open(rehearsals.Opening{Exercise: "pocket-presses"}, locale.English); err == nil {
		t.Error("it has opened a rehearsal")
	}
}

// What cannot be saved has not happened: neither on the pages, nor in the console, nor later.
func TestUnsaved(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "rehearsals")
	s := start(t, folder)
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", Text: "Hello, 000500040815, F00056, Romashka, Ivanova"})
	before := s.seen()
	kept := filepath.Join(folder, s.code+".json")
	saved, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	for path, send := range map[string]func() int{
		"act": func() int { return s.try(rehearsals.CustomerView, rehearsals.Act{Do: "turn"}).Code },
		"button": func() int {
			return s.ask(http.MethodPost, "/fob/tokens/000500040815/button", `{"action":"press"}`).Code
		},
		"desk": func() int {
			return s.form("/desk/token", url.Values{"do": {"unlock"}, "serial": {"000500040815"}}).Code
		},
		"client": func() int {
			return s.form("/client/login", url.Values{"login": {s.login()}, "password": {"practice"}}).Code
		},
	} {
		if code := send(); code < http.StatusBadRequest {
			t.Errorf("%s: %d", path, code)
		}
		if after := s.seen(); after != before {
			t.Errorf("%s has happened:\n%s\n%s", path, before, after)
		}
	}
	if page := s.ask(http.MethodGet, "/desk/token?serial=000500040815", "").Body.String(); strings.Contains(page, "unlock was done") || !strings.Contains(page, "000500040815") {
		t.Errorf("the console shows %s", page)
	}
	if _, err := s.server.Open(rehearsals.Opening{Exercise: "first-code"}, locale.English); err == nil {
		t.Error("a rehearsal was opened that is not saved")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, saved, 0o600); err != nil {
		t.Fatal(err)
	}
	s.button("press")
	want := s.seen()
	if after := s.restart(folder).seen(); after != want {
		t.Errorf("before the restart:\n%s\nafter it:\n%s", want, after)
	}
}

// A file that is damaged is named in the log, together with what is wrong, and stays as it is; the server
// starts without it, and whoever enters its code learns why. Files that are not a rehearsal's are left alone.
func TestDamagedFiles(t *testing.T) {
	const opening = `"opening":{"exercise":"pocket-presses","play":"both","telephone":"line","difficulty":"easy","language":"en","random_seed":"1"}`
	const record = `"version":1,"code":"AAAAAA",` + opening + `,"opened":"2026-01-15T09:00:00Z","at":0`
	for content, want := range map[string]string{
		"":              "damaged: EOF",
		"{":             "damaged: unexpected EOF",
		"\x00\x00":      "damaged: invalid character",
		"null":          "the version is 0: must be 1",
		`{"version":2}`: "the version is 2: must be 1",
		`{"colour":1}`:  "damaged: json: unknown field",
		`{"version":1,"code":"BBBBBB",` + opening + `}`:                                                                          "the code in the file is another one: the file was renamed",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"none"}}`:                                                            "body.exercise: there is no such exercise",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"pocket-presses","play":"alone"}}`:                                   "body.play: must be both, together, customer or support",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"pocket-presses","telephone":"none"}}`:                               "body.telephone: must be line or real",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"pocket-presses","difficulty":"none"}}`:                              "body.difficulty: must be easy, normal or hard",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"pocket-presses","language":"de"}}`:                                  "body.language: must be en or ru",
		`{"version":1,"code":"AAAAAA","opening":{"exercise":"pocket-presses","random_seed":"` + strings.Repeat("1", 101) + `"}}`: "body.random_seed: must have at most 100 characters",
		`{` + record + `,"deeds":[{"at":0}]}`:                                                                                    "deed 1: it has 0 of action, talk, advice and test: must be one",
		`{` + record + `,"deeds":[{"at":-1,"test":{}}]}`:                                                                         "deed 1: at is -1ns: must be 0s or more",
		`{` + record + `,"deeds":[{"at":0,"action":{"Verb":"dance"}}]}`:                                                          `deed 1: unknown verb "dance"`,
		`{` + record + `,"deeds":[{"at":0,"action":{"Verb":"take"}}]}`:                                                           "deed 1: take has 0 arguments: must be 1 to 1",
		`{` + record + `,"deeds":[{"at":0,"action":{"Verb":"hint","By":"bank"}}]}`:                                               `deed 1: unknown side "bank"`,
		`{` + record + `,"deeds":[{"at":0,"action":{"Verb":"hang_up"}}]}`:                                                        "deed 1: the line is free: there is no caller",
		`{` + record + `,"deeds":[{"at":0,"talk":{"role":"bank","text":"Hello"}}]}`:                                              "deed 1: that is for the other side to do",
		`{` + record + `,"deeds":[]} {}`:                                                                                         "damaged: something follows the rehearsal",
		`{` + record + `,"deeds":[` + strings.Repeat(`{},`, 2000) + `{}]}`:                                                       "it has 2001 deeds: must be at most 2000",
	} {
		folder := t.TempDir()
		write(t, filepath.Join(folder, "notes.txt"), "not a rehearsal")
		write(t, filepath.Join(folder, "notes.json"), "{}")
		file := filepath.Join(folder, "AAAAAA.json")
		write(t, file, content)
		var log bytes.Buffer
		server, err := rehearsals.New(rehearsals.Options{Base: "/rehearsals", Folder: folder, Clock: &clock{}, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		said := strings.ReplaceAll(log.String(), `\"`, `"`)
		if !strings.Contains(said, "a rehearsal is damaged") || !strings.Contains(said, file) || !strings.Contains(said, want) {
			t.Errorf("%.200s: %s, want %s", content, said, want)
		}
		s := &school{T: t, server: server, code: "AAAAAA"}
		if answer := s.ask(http.MethodGet, "?lang=ru", ""); answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), "Файл этой тренировки повреждён") {
			t.Errorf("its first page: %d %s", answer.Code, answer.Body)
		}
		s.open(rehearsals.Opening{Exercise: "first-code"})
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != content {
			t.Errorf("the file has become %.200s: %v", kept, err)
		}
	}
}

// A file that cannot be read at all may be a rehearsal that is well: the server does not start without it.
func TestUnreadableFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "AAAAAA.json")
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := rehearsals.New(rehearsals.Options{Base: "/rehearsals", Folder: folder, Clock: &clock{}}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A rehearsal in which nothing is done for half a day is gone when another one is opened; looking at it
// is not doing something.
func TestAbandoned(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, folder)
		s.open(rehearsals.Opening{Exercise: "first-code"})
		abandoned := s.code
		s.open(rehearsals.Opening{Exercise: "first-code"})
		used := s.code
		<-time.After(11 * time.Hour)
		s.act(rehearsals.CustomerView, rehearsals.Act{Do: "turn"})
		s.code = abandoned
		s.now(rehearsals.WatchView)
		<-time.After(time.Hour)
		s.open(rehearsals.Opening{Exercise: "first-code"})
		for code, want := range map[string]int{abandoned: http.StatusNotFound, used: http.StatusOK, s.code: http.StatusOK} {
			s.code = code
			if got := s.ask(http.MethodGet, "/now?view=watch", "").Code; got != want {
				t.Errorf("%d, want %d", got, want)
			}
			if _, err := os.Stat(filepath.Join(folder, code+".json")); (err == nil) != (want == http.StatusOK) {
				t.Errorf("the file: %v", err)
			}
		}
		if err := s.server.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// There are at most 200 rehearsals. One more is refused and leaves nothing, so that the server starts
// again.
func TestTooManyRehearsals(t *testing.T) {
	folder := t.TempDir()
	s := start(t, folder)
	for range 200 {
		s.open(rehearsals.Opening{Exercise: "first-code"})
	}
	if _, err := s.server.Open(rehearsals.Opening{Exercise: "first-code"}, locale.Russian); err == nil || !strings.HasPrefix(err.Error(), "открыто 200 тренировок") {
		t.Errorf("%v", err)
	}
	s.code = "" // the page that lists the exercises
	answer := s.form("?lang=ru", url.Values{"exercise": {"first-code"}})
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), `role="alert">открыто 200 тренировок`) {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	s.restart(folder)
}
