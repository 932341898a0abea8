package client_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"etokenpass/web"
	"etokenpass/web/client"
)

// bank is a bank with one customer, without rules about tokens: a session key that begins with 1 is
// right, once. The tests of packages bank and rehearsals use real tokens.
type bank struct {
	mu        sync.Mutex
	options   bankOptions
	sessions  map[string]client.Stage // by cookie
	issued    int
	used      []string // session keys
	failures  int
	locked    bool
	documents []client.Document
	err       error // what each method of a session returns next, once
	lost      error // what looking for a session returns
}

type bankOptions struct {
	customer    client.Customer
	practice    client.Credentials
	isRehearsal bool // neither sign-out nor writing
	canResync   bool
	keyIsEnough bool // the session key of the login signs, too
}

const (
	login    = "petrova"
	password = "right"
	cookie   = "fake"
)

func newBank(change func(*bankOptions)) *bank {
	b := &bank{sessions: map[string]client.Stage{}}
	b.options.customer = client.Customer{Login: login, Owner: "Анна Петрова", Organisation: "ООО «Ромашка»"}
	if change != nil {
		change(&b.options)
	}
	return b
}

func (b *bank) Practice() client.Credentials { return b.options.practice }

func (b *bank) SignIn(w http.ResponseWriter, _ *http.Request, given client.Credentials) (client.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err != nil:
		return "", b.takeError()
	case given != client.Credentials{Login: login, Password: password}:
		return client.WrongCredentials, nil
	case b.locked:
		return client.Locked, nil
	}
	b.give(w, client.AtKey)
	return client.Done, nil
}

// give gives the browser a new session.
func (b *bank) give(w http.ResponseWriter, stage client.Stage) {
	b.issued++
	id := strconv.Itoa(b.issued)
	b.sessions[id] = stage
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: id, Path: base, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

func (b *bank) takeError() error {
	err := b.err
	b.err = nil
	return err
}

func (b *bank) Session(r *http.Request) (client.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost != nil {
		return nil, b.lost
	}
	found, err := r.Cookie(cookie)
	if err != nil || b.sessions[found.Value] == "" {
		return nil, nil
	}
	return &session{b, found.Value, b.sessions[found.Value]}, nil
}

type session struct {
	*bank
	id    string
	stage client.Stage
}

func (s *session) Customer() client.Customer { return s.options.customer }
func (s *session) Stage() client.Stage       { return s.stage }
func (s *session) CanEnd() bool              { return !s.options.isRehearsal }
func (s *session) CanWrite() bool            { return !s.options.isRehearsal }
func (s *session) CanResync() bool           { return s.options.canResync }

// check checks a session key, without the lock of the session.
func (s *session) check(key string) client.Result {
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	switch {
	case len(key) != 6 || strings.TrimFunc(key, isDigit) != "":
		return client.MalformedKey
	case s.locked:
	case key[0] == '1' && !slices.Contains(s.used, key):
		s.used, s.failures = append(s.used, key), 0
		return client.Done
	default:
		s.failures++
		s.locked = s.failures == 3
	}
	if s.locked {
		delete(s.sessions, s.id)
		return client.Locked
	}
	return client.WrongKey
}

func (s *session) EnterKey(w http.ResponseWriter, _ *http.Request, key string) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", s.takeError()
	}
	result := s.check(key)
	if result == client.Done {
		delete(s.sessions, s.id)
		s.give(w, client.Full)
	}
	return result, nil
}

func (s *session) Cancel(http.ResponseWriter, *http.Request) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked {
		delete(s.sessions, s.id)
		return client.Locked, nil
	}
	s.sessions[s.id] = client.ReadOnly
	return client.Done, s.takeError()
}

func (s *session) End(http.ResponseWriter, *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, s.id)
	return s.takeError()
}

func (s *session) Documents(context.Context) ([]client.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := slices.Clone(s.documents)
	slices.Reverse(newest)
	return newest, s.takeError()
}

var noDocument = web.NewProblem(http.StatusNotFound, "no such document", "")

func (s *session) find(id string) (*client.Document, error) {
	for i := range s.documents {
		if s.documents[i].ID == id {
			return &s.documents[i], s.takeError()
		}
	}
	return nil, noDocument
}

func (s *session) Document(_ context.Context, id string) (client.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(id)
	if err != nil {
		return client.Document{}, err
	}
	return *found, nil
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func (s *session) Write(_ context.Context, id string, draft client.Draft) (client.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id != "" {
		found, err := s.find(id)
		if err != nil {
			return client.Document{}, err
		}
		found.Draft = draft
		return *found, nil
	}
	number := len(s.documents) + 1
	s.documents = append(s.documents, client.Document{
		ID: fmt.Sprintf("id%d", number), Number: number, Draft: draft, State: client.Written, Written: noon,
	})
	return s.documents[number-1], s.takeError()
}

// toSend returns a document that is to be signed or sent, or why it cannot be.
func (s *session) toSend(id string) (found *client.Document, refused client.Result, err error) {
	found, err = s.find(id)
	if err == nil && s.stage == client.ReadOnly {
		refused = client.NotAllowed
	}
	return found, refused, err
}

func (s *session) BeginSigning(_ context.Context, id string) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, refused, err := s.toSend(id)
	switch {
	case err != nil || refused != "":
		return refused, err
	case !s.options.keyIsEnough:
		return client.EnterKey, nil
	}
	found.State, found.Signed = client.Signed, noon.Add(time.Minute)
	return client.Done, nil
}

func (s *session) Sign(_ http.ResponseWriter, _ *http.Request, id, key string) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, refused, err := s.toSend(id)
	if err != nil || refused != "" {
		return refused, err
	}
	result := s.check(key)
	if result == client.Done {
		found.State, found.Signed = client.Signed, noon.Add(time.Minute)
	}
	return result, nil
}

func (s *session) CancelSigning(context.Context, string) error { return s.takeError() }

func (s *session) Send(_ context.Context, id string) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, refused, err := s.toSend(id)
	if err != nil || refused != "" {
		return refused, err
	}
	found.State, found.Sent = client.Sent, noon.Add(2*time.Minute)
	return client.Done, nil
}

func (s *session) Resync(_ context.Context, first, second string) (client.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(first) != 6 || len(second) != 6 {
		return client.MalformedKey, nil
	}
	if first[0] != '1' || second[0] != '1' || first == second {
		return client.WrongKey, nil
	}
	return client.Done, nil
}
