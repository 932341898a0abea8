package desk_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
	"etokenpass/web/desk"
)

// noon is where the virtual clocks of the tests start.
var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// secret is that of the tests' tokens, from RFC 4226 appendix D.
const (
	secret    = "12345678901234567890"
	secretHex = "3132333435363738393031323334353637383930"
)

// served is a server for tests, on a virtual clock, with a validator in memory.
type served struct {
	*testing.T
	*tms.Validator
	server *desk.Server
	url    string
}

// serve starts a server with the token 1, which is assigned to anna. lines change the default
// policy.
func serve(t *testing.T, lines ...string) *served {
	t.Helper()
	return serveWith(t, nil, lines...)
}

// serveWith is like serve, with other options.
func serveWith(t *testing.T, change func(*desk.Options), lines ...string) *served {
	t.Helper()
	policy, err := tms.ParsePolicy("test.yaml", []byte("name: test\n"+strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	store := tms.NewMemory(make([]byte, 32))
	options := desk.Options{Version: "test", Store: store, Policy: policy, Open: true, Start: noon}
	if change != nil {
		change(&options)
	}
	server := desk.New(options)
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		listener.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &served{T: t, Validator: &tms.Validator{Store: options.Store, Policy: policy, Requester: "tester", Channel: "cli"}, server: server, url: listener.URL}
	if err := addAnna(s.Validator); err != nil {
		t.Fatal(err)
	}
	return s
}

// addAnna adds the token 1, and assigns it to anna.
func addAnna(validator *tms.Validator) error {
	if _, err := validator.Import(context.Background(), call, false, eventToken("1")); err != nil {
		return err
	}
	details := tms.Assignment{Owner: "Anna Petrova", Organisation: "Example Ltd"}
	if validator.Policy.NeedsPIN() {
		hash, err := tms.HashPIN(pin, strings.NewReader("a salt of 16 byte"))
		if err != nil {
			return err
		}
		details.PIN = hash
	}
	_, err := validator.Assign(context.Background(), call, "1", "anna", details)
	return err
}

var call = tms.Call{Time: noon, ID: "from the test"}

// pin is anna's, in policies that ask for one.
const pin = "2468"

// add adds an event token.
func (s *served) add(serial string) {
	s.Helper()
	if _, err := s.Import(context.Background(), call, false, eventToken(serial)); err != nil {
		s.Fatal(err)
	}
}

func eventToken(serial string) tms.Token {
	return tms.Token{Serial: serial, Secret: tms.Secret(secret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
}

// hotp returns the code of a moving factor.
func hotp(factor uint64) string {
	code, err := oath.HOTP(oath.SHA1, []byte(secret), factor, 6)
	if err != nil {
		panic(err)
	}
	return code
}

// fields is an object in JSON.
type fields map[string]any

// post sends a request, and returns the answer.
func (s *served) post(path string, body fields, status int) fields {
	s.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	response, err := http.Post(s.url+"/api/v1"+path, "application/json", strings.NewReader(string(data)))
	return s.answer(response, err, status)
}

// get asks for something, and returns the answer.
func (s *served) get(path string, status int) fields {
	s.Helper()
	response, err := http.Get(s.url + "/api/v1" + path)
	return s.answer(response, err, status)
}

func (s *served) answer(response *http.Response, err error, status int) (answer fields) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	if response.StatusCode != status {
		s.Errorf("got status %d, want %d", response.StatusCode, status)
	}
	if response.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		s.Fatal(err)
	}
	return answer
}

// has checks some fields of an answer.
func (s *served) has(answer, want fields) {
	s.Helper()
	for name, value := range want {
		if answer[name] != value {
			s.Errorf("%s is %v, want %v", name, answer[name], value)
		}
	}
}

// lastEntry returns the last entry of the journal.
func (s *served) lastEntry() (last tms.Entry) {
	s.Helper()
	err := s.Store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			if err != nil {
				return err
			}
			last = entry
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return last
}
