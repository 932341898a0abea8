package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bankCustomer is a customer of a practice bank, and what the customer's token has shown.
type bankCustomer struct {
	Login string `json:"login"`
	Token string `json:"token"`
	shown uint64 // how many codes
}

// bankCode is a code that a customer's token has shown.
type bankCode struct {
	Code    string `json:"code"`
	Counter uint64 `json:"counter"`
}

func startBank(t *testing.T, state string) savedServer {
	t.Helper()
	return startKillable(t, "bank", "--listen", "127.0.0.1:0", "--log", "off", "--state", state)
}

// ask sends a request to a bank, and decodes the answer. The error says why there is none: the bank was
// killed, or has refused, which is also an error of the test.
func (s savedServer) ask(t *testing.T, client *http.Client, method, path, body string, answer any) error {
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // only read
	var data bytes.Buffer
	if _, err := data.ReadFrom(response.Body); err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		t.Errorf("%s %s: %s %s", method, path, response.Status, &data)
		return errors.New(response.Status)
	}
	return json.Unmarshal(data.Bytes(), answer)
}

// create creates customers and presses their tokens until the bank is killed. It also reports each
// answer.
func (s savedServer) create(t *testing.T, client *http.Client, answered chan<- struct{}) (created []*bankCustomer) {
	for {
		customer := new(bankCustomer)
		if s.ask(t, client, "POST", "/api/v1/customers", "{}", customer) != nil {
			return created
		}
		created = append(created, customer)
		answered <- struct{}{}
		for range rand.IntN(3) {
			var code bankCode
			if s.ask(t, client, "POST", customer.Token+"/code", "", &code) != nil {
				return created
			}
			customer.shown = code.Counter
		}
	}
}

// What a bank has answered is there after it was killed: the customers, and the counters of their
// tokens.
func TestDurableBank(t *testing.T) {
	state := filepath.Join(t.TempDir(), "bank")
	const mostChecked = 200 // of the newest customers, after each kill
	var known []*bankCustomer
	for range iterations(t, 4, 200) {
		bank := startBank(t, state)
		client := &http.Client{Transport: &http.Transport{}}
		for _, customer := range known[max(0, len(known)-mostChecked):] {
			var code bankCode
			if err := bank.ask(t, client, "POST", customer.Token+"/code", "", &code); err != nil || code.Counter <= customer.shown {
				t.Fatalf("%s has shown %d codes, and now shows number %d, %v", customer.Login, customer.shown, code.Counter, err)
			}
			customer.shown = code.Counter
		}
		const clients = 4
		answered, all := make(chan struct{}), make(chan []*bankCustomer)
		for range clients {
			go func() { all <- bank.create(t, client, answered) }()
		}
		for range rand.IntN(15) { // so many answers come before the end
			<-answered
		}
		go func() {
			for range answered { // lets the clients go on
			}
		}()
		bank.kill(t)
		for range clients {
			known = append(known, <-all...)
		}
		close(answered)
		client.CloseIdleConnections()
	}
	t.Logf("%d customers were created", len(known))
}

// A bank that is killed while it is reset is either the old one or the new one, with tokens and a
// validator that belong together.
func TestDurableBankReset(t *testing.T) {
	state := filepath.Join(t.TempDir(), "bank")
	resets := 0
	for range iterations(t, 4, 200) {
		bank := startBank(t, state)
		client := &http.Client{Transport: &http.Transport{}}
		var all struct{ Customers []bankCustomer }
		if err := bank.ask(t, client, "GET", "/api/v1/customers", "", &all); err != nil || len(all.Customers) != 4 {
			t.Fatalf("the customers are %+v, %v", all.Customers, err)
		}
		for _, customer := range all.Customers {
			bank.logIn(t, client, customer)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for bank.ask(t, client, "POST", "/api/v1/reset", "", &all) == nil {
				resets++
			}
		}()
		<-time.After(time.Duration(rand.IntN(300)) * time.Millisecond) // at any moment of a reset
		bank.kill(t)
		<-done
		client.CloseIdleConnections()
	}
	t.Logf("%d resets", resets)
}

// logIn has the validator check a code of the customer's token.
func (s savedServer) logIn(t *testing.T, client *http.Client, customer bankCustomer) {
	t.Helper()
	var code bankCode
	if err := s.ask(t, client, "POST", customer.Token+"/code", "", &code); err != nil {
		t.Error(err)
	}
	body, err := json.Marshal(map[string]string{"user": customer.Login, "code": code.Code})
	if err != nil {
		t.Fatal(err)
	}
	var answer decision
	if err := s.ask(t, client, "POST", "/desk/api/v1/check", string(body), &answer); err != nil || answer.Result != "accepted" {
		t.Errorf("%s: %v, %v", customer.Login, answer, err)
	}
}
