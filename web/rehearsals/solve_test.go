package rehearsals_test

import (
	"cmp"
	"net/http"
	"net/url"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web/rehearsals"
)

// Each exercise can be played to its goal in browsers, from each side and from both, without a mistake.
func TestSolveInBrowsers(t *testing.T) {
	for _, exercise := range rehearsal.Exercises() {
		for _, play := range playsOf(exercise) {
			t.Run(exercise.Name+"/"+string(play), func(t *testing.T) {
				s := start(t, "")
				s.open(rehearsals.Opening{Exercise: exercise.Name, Play: play, Language: locale.Russian})
				for _, action := range solution(t, exercise, play) {
					s.carryOut(action)
				}
				now := s.now(rehearsals.WatchView)
				if !now.State.Solved || !now.State.Ended {
					t.Errorf("not solved: the steps are %+v", now.State.Steps)
				}
				if mistakes := s.mistakes(); len(mistakes) > 0 {
					t.Errorf("mistakes: %v", mistakes)
				}
			})
		}
	}
}

// playsOf returns the ways to play an exercise in which people play each of its sides.
func playsOf(exercise *rehearsal.Exercise) []rehearsals.Play {
	if len(exercise.Roles) == 1 {
		return []rehearsals.Play{rehearsals.PlayCustomer}
	}
	return []rehearsals.Play{rehearsals.PlayTogether, rehearsals.PlayCustomer, rehearsals.PlaySupport}
}

func solution(t *testing.T, exercise *rehearsal.Exercise, play rehearsals.Play) []rehearsal.Action {
	t.Helper()
	options := rehearsal.Options{Seed: "test", Difficulty: rehearsal.Easy, Language: locale.Russian, Roles: exercise.Roles}
	switch play {
	case rehearsals.PlayCustomer:
		options.Roles = []rehearsal.Role{rehearsal.Customer}
	case rehearsals.PlaySupport:
		options.Roles = []rehearsal.Role{rehearsal.Support}
	}
	actions, err := rehearsal.Solve(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	return actions
}

// carryOut does in browsers what a command does in the terminal.
func (s *school) carryOut(a rehearsal.Action) {
	s.Helper()
	switch a.Verb {
	case rehearsal.Press, rehearsal.Hold, rehearsal.Down, rehearsal.Up, rehearsal.Wait:
		s.useFob(a)
	case rehearsal.Login, rehearsal.Cancel, rehearsal.Sign:
		s.useClient(a)
	case rehearsal.Sync, rehearsal.SyncCodes, rehearsal.Unlock, rehearsal.Replace:
		s.useConsole(a)
	default:
		s.talk(a)
	}
}

func (s *school) useFob(a rehearsal.Action) {
	s.Helper()
	switch a.Verb {
	case rehearsal.Wait:
		s.wait(a.Time)
	case rehearsal.Hold:
		s.button("down")
		s.wait(cmp.Or(a.Time, 4*time.Second))
		s.button("up")
	case rehearsal.Press:
		for i := range max(a.Count, 1) {
			if i > 0 {
				s.wait(device.PressEvery - device.PressTime)
			}
			s.button("press")
		}
	default:
		s.button(string(a.Verb))
	}
}

// submit sends a form. What a bank refuses is an answer like any other.
func (s *school) submit(path string, fields url.Values) {
	s.Helper()
	if answer := s.form(path, fields); answer.Code >= http.StatusInternalServerError || answer.Code == http.StatusNotFound {
		s.Fatalf("%s: %d %s", path, answer.Code, answer.Body)
	}
}

func (s *school) useClient(a rehearsal.Action) {
	s.Helper()
	switch {
	case a.Verb == rehearsal.Cancel:
		s.submit("/client/key/cancel", nil)
	case a.Verb == rehearsal.Sign:
		s.submit("/client/documents/1/sign", nil)
	case len(a.Args) == 0 || !s.asksForKey():
		s.submit("/client/login", url.Values{"login": {s.login()}, "password": {"practice"}})
	}
	if len(a.Args) == 0 {
		return
	}
	path := "/client/key"
	if a.Verb == rehearsal.Sign {
		path = "/client/documents/1/key"
	}
	s.submit(path, url.Values{"key": a.Args})
}

// asksForKey reports whether Internet-Client shows the field for a session key.
func (s *school) asksForKey() bool {
	return s.ask(http.MethodGet, "/client/key", "").Code == http.StatusOK
}

// find returns the exercise.
func (s *school) find() *rehearsal.Exercise {
	s.Helper()
	exercise, ok := rehearsal.Find(s.exercise)
	if !ok {
		s.Fatalf("there is no exercise %s", s.exercise)
	}
	return exercise
}

// login returns the login of the customer.
func (s *school) login() string {
	s.Helper()
	return s.find().Customer.Login
}

func (s *school) useConsole(a rehearsal.Action) {
	s.Helper()
	switch {
	case a.Verb == rehearsal.Sync:
		call := s.now(rehearsals.SupportView).State.Call
		s.submit("/desk/resync", url.Values{
			"do": {"resync"}, "serial": a.Args[:1], "counter": a.Args[1:], "checked": {"yes"}, "organisation": {call.Organisation}, "name": {call.Name},
		})
	case a.Verb == rehearsal.Unlock:
		s.submit("/desk/token", url.Values{"do": {"unlock"}, "serial": a.Args})
	case a.Verb == rehearsal.Replace:
		s.submit("/desk/token", url.Values{"do": {"replace"}, "serial": a.Args[:1], "spare": a.Args[1:]})
	case len(a.Args) == 3:
		s.submit("/desk/token", url.Values{"do": {"resync"}, "serial": a.Args[:1], "code1": a.Args[1:2], "code2": a.Args[2:]})
	default:
		s.submit("/client/resync", url.Values{"first": a.Args[:1], "second": a.Args[1:]})
	}
}

func (s *school) talk(a rehearsal.Action) {
	s.Helper()
	said := append(append([]string{}, a.Args...), "", "", "", "")
	act := rehearsals.Act{Do: string(a.Verb), Item: a.Item}
	view := rehearsals.CustomerView
	switch a.Verb {
	case rehearsal.Ask, rehearsal.HangUp:
		view = rehearsals.SupportView
	case rehearsal.SayCodes:
		act.Serial, act.Codes, act.Organisation, act.Name = said[0], said[1:3], said[3], said[4]
	default:
		act.Serial, act.Counter, act.Organisation, act.Name = said[0], said[1], said[2], said[3]
	}
	s.act(view, act)
}
