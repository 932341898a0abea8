package bank_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"etokenpass/web/bank"
)

// call calls the API, and returns the answer.
func (b *branch) call(method, path, body string, status int) map[string]any {
	b.Helper()
	request, err := http.NewRequest(method, b.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := b.transport.RoundTrip(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read from it
	if status == http.StatusNoContent && response.StatusCode == status {
		return nil
	}
	answer := map[string]any{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != status {
		b.Fatalf("%s %s: %d, want %d: %v %v", method, path, response.StatusCode, status, err, answer)
	}
	return answer
}

// A customer who is created can log in at once; what was left out is made up.
func TestCreateCustomer(t *testing.T) {
	bank := open(t)
	for _, body := range []string{
		`{}`,
		`{"login":"olga","password":"a b","owner":"Ольга","organisation":"ООО «Олива»","telephone":"+7 (812) 555-01-07"}`,
		`{"token":{"serial":"ABC 1","display":{"dead_segments":["1a"]}}}`,
	} {
		created := bank.call("POST", "/customers", body, http.StatusCreated)
		b := bank.browser()
		b.signIn(created["login"].(string), created["password"].(string))
		response := bank.browser().send(created["token"].(string)+"/code", nil)
		var code struct{ Code string }
		if err := json.Unmarshal([]byte(response.text), &code); err != nil {
			t.Fatalf("%s: %d %s", body, response.status, response.text)
		}
		if got := b.enter(code.Code); got.path != "/internet-client/documents" {
			t.Errorf("%s: %d at %s", body, got.status, got.path)
		}
	}
}

// The fields of a token are taken as they are written, numbers too.
func TestCreateCustomerWithToken(t *testing.T) {
	bank := open(t)
	for fields, want := range map[string]string{
		`null`: `"counter":0`, `{}`: `"counter":0`, "{\n\t\"counter\": 5\n}": `"counter":5`,
		`{"counter":9007199254740993}`: `"counter":9007199254740993`, `{"counter":18446744073709551614}`: `"counter":18446744073709551614`,
	} {
		created := bank.call("POST", "/customers", `{"token":`+fields+`}`, http.StatusCreated)
		if got := bank.browser().get(created["token"].(string) + "/state"); !strings.Contains(got.text, want) {
			t.Errorf("%s: %s, want %s", fields, got.text, want)
		}
	}
}

func TestCreateCustomerIsRefused(t *testing.T) {
	bank := open(t)
	for body, status := range map[string]int{
		`{"login":"anna"}`:                              http.StatusConflict,
		`{"token":{"serial":"000500100001"}}`:           http.StatusConflict,
		`{"login":" anna"}`:                             http.StatusUnprocessableEntity,
		`{"login":"a\nb"}`:                              http.StatusUnprocessableEntity,
		`{"name":"anna"}`:                               http.StatusUnprocessableEntity,
		`{"token":{"digits":8}}`:                        http.StatusUnprocessableEntity,
		`{"token":{"colour":"red"}}`:                    http.StatusUnprocessableEntity,
		`{"token":{"counter":18446744073709551615}}`:    http.StatusUnprocessableEntity, // it has generated its last code
		`{"token":{"secret":{"file":"/etc/hostname"}}}`: http.StatusUnprocessableEntity,
		`{"token":{"secret":{"env":"HOME"}}}`:           http.StatusUnprocessableEntity,
	} {
		bank.call("POST", "/customers", body, status)
	}
	if list := bank.call("GET", "/customers", "", http.StatusOK); len(list["customers"].([]any)) != 4 {
		t.Errorf("a refused request has left something: %v", list)
	}
}

// What the help desk or a test has put there before is not a customer's: nothing of such a customer is
// left, and another serial will do.
func TestCreateCustomerWithUsedToken(t *testing.T) {
	bank := open(t)
	desk := bank.browser()
	const secret = `"secret":{"hex":"3132333435363738393031323334353637383930"}`
	for path, body := range map[string]string{
		"/tokens/api/v1/tokens": `{"serial":"777",` + secret + `}`,
		"/desk/api/v1/imports":  "888,3132333435363738393031323334353637383930\n",
	} {
		if got := desk.read(desk.client.Post(bank.url+path, "application/json", strings.NewReader(body))); got.status >= http.StatusMultipleChoices {
			t.Fatalf("%s: %d %s", path, got.status, got.text)
		}
	}
	bank.call("POST", "/customers", `{"login":"olga","token":{"serial":"777"}}`, http.StatusConflict)
	bank.call("POST", "/customers", `{"login":"olga","token":{"serial":"888"}}`, http.StatusConflict)
	bank.call("POST", "/customers", `{"login":"olga"}`, http.StatusCreated)
}

// A reset begins again: other documents, sessions and counters, and the customers of the start.
func TestReset(t *testing.T) {
	bank := open(t)
	b := bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	document := b.write()
	bank.call("POST", "/customers", `{"login":"olga"}`, http.StatusCreated)
	if list := bank.call("POST", "/reset", "", http.StatusOK); len(list["customers"].([]any)) != 4 {
		t.Errorf("%v", list)
	}
	if got := b.get(document); got.path != "/internet-client/login" {
		t.Errorf("the session is still valid: %d at %s", got.status, got.path)
	}
	again := bank.browser()
	again.signIn(anna, annasPassword)
	if got := again.enter(bank.key(annasToken)); got.path != "/internet-client/documents" {
		t.Errorf("after the reset: %d at %s", got.status, got.path)
	}
}

// Token and bank share one clock: it is moved once for both.
func TestClock(t *testing.T) {
	bank := open(t, func(o *bank.Options) { o.Start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC) })
	bank.browser().send("/tokens/api/v1/tokens/"+annasToken+"/button", map[string][]string{})
	if got := bank.call("POST", "/clock", `{"advance":"9h"}`, http.StatusOK); got["time"] != "2026-01-15T18:00:00.000Z" {
		t.Errorf("%v", got)
	}
	for _, path := range []string{"/tokens/api/v1/tokens/" + annasToken + "/clock", "/desk/api/v1/clock"} {
		if got := bank.browser().get(path); !strings.Contains(got.text, "2026-01-15T18:00:00.000Z") {
			t.Errorf("%s: %s", path, got.text)
		}
	}
	bank.call("POST", "/clock", `{"set":"2026-01-15T09:00:00Z"}`, http.StatusConflict)
}

// A session ends after eight hours.
func TestSessionEnds(t *testing.T) {
	bank := open(t, func(o *bank.Options) { o.Start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC) })
	b := bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	bank.call("POST", "/clock", `{"advance":"7h59m"}`, http.StatusOK)
	if got := b.get("/internet-client/documents"); got.path != "/internet-client/documents" {
		t.Errorf("after 7 h 59 min: %s", got.path)
	}
	bank.call("POST", "/clock", `{"advance":"1m"}`, http.StatusOK)
	if got := b.get("/internet-client/documents"); got.path != "/internet-client/login" {
		t.Errorf("after 8 h: %s", got.path)
	}
}

// A reset that fails, for example on a full disk, leaves no bank behind, and can be repeated.
func TestResetFails(t *testing.T) {
	isFull := false
	bank := open(t, func(o *bank.Options) {
		o.Keep = func(fresh bool) (bank.Keeping, error) {
			if isFull {
				return bank.Keeping{}, errors.New("no space left on device")
			}
			return inMemory(fresh)
		}
	})
	isFull = true
	bank.call("POST", "/reset", "", http.StatusInternalServerError)
	for path, want := range map[string]int{
		"/": http.StatusServiceUnavailable, "/internet-client/login": http.StatusServiceUnavailable, "/api/v1/customers": http.StatusServiceUnavailable,
		"/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK,
	} {
		if got := bank.browser().get(path); got.status != want {
			t.Errorf("%s without a bank: %d, want %d", path, got.status, want)
		}
	}
	isFull = false
	bank.call("POST", "/reset", "", http.StatusOK)
	if got := bank.browser().signIn(anna, annasPassword); got.path != "/internet-client/key" {
		t.Errorf("after another reset: %d at %s", got.status, got.path)
	}
}
