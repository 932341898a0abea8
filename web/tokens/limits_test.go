package tokens_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"etokenpass/device"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// Clients that share a token get different moving factors, without a gap, each on a screen of its own.
func TestClientsShareAToken(t *testing.T) {
	const clients, each = 64, 8
	for name, change := range map[string]func(*tokens.Options){
		"virtual": func(o *tokens.Options) { o.Start = web.DefaultStart },
		"real":    func(*tokens.Options) {},
		"saved":   func(o *tokens.Options) { o.Start, o.Store = web.DefaultStart, &device.Store{Folder: t.TempDir()} },
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, change)
			c.demoToken()
			var (
				mu       sync.Mutex
				factors  []float64
				problems []string
				working  sync.WaitGroup
			)
			for i := range clients {
				working.Go(func() {
					for range each {
						w := c.send("POST /tokens/"+demo+"/code", "")
						got := decoded(w)
						mu.Lock()
						factor, _ := got["moving_factor"].(float64)
						factors = append(factors, factor)
						if got["counter"] != factor+1 || got["seq"] != 2*factor+1 || w.Code != 200 {
							problems = append(problems, w.Body.String())
						}
						mu.Unlock()
						if i%8 == 0 { // others look, and wait, meanwhile
							c.send("GET "+screenPath+"?wait=lit", "")
							c.send("GET /tokens/"+demo+"/history", "")
						}
					}
				})
			}
			working.Wait()
			slices.Sort(factors)
			for i, factor := range factors {
				if factor != float64(i) {
					t.Fatalf("factor %d of %d is %v", i, len(factors), factor)
				}
			}
			if len(problems) > 0 {
				t.Errorf("%d wrong answers, such as %s", len(problems), problems[0])
			}
			last := 0.0
			for _, one := range c.do("GET /tokens/"+demo+"/history", "")["entries"].([]any) {
				if e := one.(map[string]any); e["kind"] == "screen" {
					if seq := e["seq"].(float64); last != 0 && seq != last+1 {
						t.Errorf("screen %v follows screen %v", seq, last)
					}
					last = e["seq"].(float64)
				}
			}
		})
	}
}

// Tokens that are created, used and deleted at the same time do not disturb one another.
func TestClientsWithTheirOwnTokens(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Seed = "42" })
	var working sync.WaitGroup
	for i := range 32 {
		working.Go(func() {
			created := decoded(c.send("POST /tokens", ""))
			path := fmt.Sprintf("/tokens/%v", created["id"])
			for n := range 5 {
				if got := decoded(c.send("POST "+path+"/code", "")); got["counter"] != float64(n+1) {
					t.Errorf("%v", got)
				}
			}
			c.send("POST /clock", `{"advance":"1s"}`)
			c.send("GET /tokens", "")
			if i%2 == 0 {
				if w := c.send("DELETE "+path, ""); w.Code != 204 {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
	working.Wait()
	if count := c.do("GET /tokens", "")["count"]; count != 16.0 {
		t.Errorf("%v tokens", count)
	}
}

// table returns a seed file with so many tokens.
func table(count int) string {
	var b strings.Builder
	b.WriteString("serial,secret,type\n")
	for i := range count {
		fmt.Fprintf(&b, "T%07d,31323334353637383930313233343536%08x,hotp\n", i, i)
	}
	return b.String()
}

// heap returns the memory in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A token takes little memory, even with a full history and a lit screen, and no goroutine.
func TestTokensAreSmall(t *testing.T) {
	const count = 1000
	c := start(t)
	file := table(count)
	before, routines := heap(), runtime.NumGoroutine()
	c.do("POST /tokens", file, "Content-Type", "text/csv")
	fresh := (heap() - before) / count
	for i := range count {
		for range 70 {
			if w := c.send(fmt.Sprintf("POST /tokens/T%07d/code", i), ""); w.Code != 200 {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
	}
	used := (heap() - before) / count
	if fresh > 3<<10 || used > 7<<10 {
		t.Errorf("a new token takes %d bytes, one that was used a lot %d", fresh, used)
	}
	t.Logf("a new token takes %d bytes, one that was used a lot %d", fresh, used)
	if now := runtime.NumGoroutine(); now > routines+3 { // those of other tests may end
		t.Errorf("%d goroutines, %d before", now, routines)
	}
}

// A body that is too large is refused, and creates nothing.
func TestLargeBody(t *testing.T) {
	c := virtual(t)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/tokens", io.MultiReader(strings.NewReader("serial,secret\n"), &endless{left: 65 << 20}))
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if count := c.do("GET /tokens", "")["count"]; count != 0.0 {
		t.Errorf("%v tokens", count)
	}
}

// endless is a table with rows of the same token.
type endless struct{ left int }

func (e *endless) Read(data []byte) (int, error) {
	const row = "A1,3132333435363738393031323334353637383930\n"
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n+len(row) <= len(data) {
		n += copy(data[n:], row)
	}
	e.left -= n
	return n, nil
}

// No answer but those that are for it, and no error, contains a secret or a code.
func TestErrorsHideSecrets(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	const secret = "3132333435363738393031323334353637383930"
	for _, test := range []struct{ request, body, contentType string }{
		{"POST /tokens", `{"secret":"` + secret + `"}`, "application/json"},
		{"POST /tokens", `{"secret":{"hex":"` + secret + `x"}}`, "application/json"},
		{"POST /tokens", `{"secret":{"base64":"` + secret + `"}}`, "application/json"},
		{"POST /tokens", `{"` + secret + `":1,"serial":"X"}`, "application/json"},
		{"POST /tokens", `{"digits":"` + secret + `"}`, "application/json"},
		{"POST /tokens", secret, "text/csv"},
		{"POST /tokens", "serial,secret\n" + secret + ",A1\n", "text/csv"},
		{"POST /tokens?" + secret + "=1", ``, ""},
		{"GET /tokens/" + secret, ``, ""},
		{"PUT /tokens/" + demo + "/state", `{"serial":"` + secret + `","counter":0}`, "application/json"},
		{"PATCH /tokens/" + demo, `{"dead_segments":["` + secret + `"]}`, "application/json"},
	} {
		w := c.send(test.request, test.body, "Content-Type", test.contentType)
		if w.Code < 400 || strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s %s: %d %s", test.request, test.body, w.Code, w.Body)
		}
	}
}
