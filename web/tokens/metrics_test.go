package tokens_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// A press counts whether or not it has an effect; a hold is one press.
func TestMetrics(t *testing.T) {
	metrics := web.NewMetrics()
	c := virtual(t, func(o *tokens.Options) { o.Metrics = metrics })
	c.demoToken()
	c.do("POST /tokens", `{"serial":"anna"}`)
	c.do("POST /tokens/000000000000/code", "")
	c.do("POST /tokens/000000000000/button", `{"action":"press","times":3}`) // on a lit token
	c.do("POST /tokens/000000000000/counter-screen", "")
	c.do("POST /tokens/anna/button", `{"action":"down"}`)
	c.do("POST /tokens/anna/button", `{"action":"up"}`)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{
		"etokenpass_tokens 2",
		"etokenpass_presses_total 10", // 1, 3, a hold and 4, and 1
		"etokenpass_codes_total 2",
		"etokenpass_http_event_streams 0",
	} {
		if !strings.Contains(w.Body.String(), "\n"+line+"\n") {
			t.Errorf("there is no line %s in\n%s", line, w.Body)
		}
	}
	ours := strings.Join(regexp.MustCompile(`(?m)^etokenpass_.*$`).FindAllString(w.Body.String(), -1), "\n")
	for _, private := range []string{"anna", demo, "755224"} {
		if strings.Contains(ours, private) { // other figures may have these digits
			t.Errorf("the metrics contain %s", private)
		}
	}
}
