package tokens_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// A client in Go decodes each answer into a type of this package, and loses nothing.
func TestAnswersAreDecoded(t *testing.T) {
	path := "/tokens/" + demo
	for request, test := range map[string]struct {
		body   string
		answer any
	}{
		"GET /tokens":                      {"", new(tokens.List)},
		"POST /tokens":                     {`{"type":"time"}`, new(tokens.Created)},
		"GET " + path:                      {"", new(tokens.Token)},
		"PATCH " + path:                    {`{"dead_segments":["1g"]}`, new(tokens.Token)},
		"POST " + path + "/button":         {`{"action":"hold"}`, new(tokens.Screen)},
		"POST " + path + "/code":           {"", new(tokens.Code)},
		"POST " + path + "/counter-screen": {"", new(tokens.Screen)},
		"GET " + path + "/screen":          {"", new(tokens.Screen)},
		"GET " + path + "/history":         {"", new(tokens.History)},
		"GET " + path + "/state":           {"", new(tokens.State)},
		"PUT " + path + "/state":           {`{"counter":7}`, new(tokens.Screen)},
		"POST " + path + "/reset":          {"", new(tokens.Screen)},
		"GET " + path + "/clock":           {"", new(web.Clock)},
		"POST " + path + "/clock":          {`{"rate":10}`, new(web.Clock)},
		"GET /clock":                       {"", new(tokens.Clocks)},
		"POST /clock":                      {`{"advance":"1h"}`, new(tokens.Clocks)},
	} {
		c := virtual(t, func(o *tokens.Options) { o.Seed = "42" })
		c.demoToken()
		c.do("POST "+path+"/code", "")
		sent := c.do(request, test.body)
		if err := json.Unmarshal([]byte(text(sent)), test.answer); err != nil {
			t.Errorf("%s: %v in %v", request, err, sent)
			continue
		}
		again := map[string]any{}
		if err := json.Unmarshal([]byte(text(test.answer)), &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sent, again); diff != "" {
			t.Errorf("%s:\n%s", request, diff)
		}
	}
}

// Times are read as they are written; what is written is read by others, too.
func TestTimesAreDecoded(t *testing.T) {
	var stamp web.Timestamp
	for sent, want := range map[string]string{
		"2026-01-01T00:00:27.000Z": "2026-01-01T00:00:27.000Z", "2026-01-01T02:00:27.4996+02:00": "2026-01-01T00:00:27.500Z",
	} {
		if err := json.Unmarshal([]byte(`"`+sent+`"`), &stamp); err != nil || text(stamp) != `"`+want+`"` {
			t.Errorf("%s is %s, %v", sent, text(stamp), err)
		}
	}
	const wrong = "755224"
	if err := stamp.UnmarshalText([]byte(wrong)); err == nil || strings.Contains(err.Error(), wrong) {
		t.Errorf("%q: %v", wrong, err)
	}
	button := tokens.Button{Action: "hold", Duration: &web.Duration{Duration: time.Hour}}
	if got := text(button); got != `{"action":"hold","duration":"1h"}` {
		t.Error(got)
	}
	var again tokens.Button
	if err := json.Unmarshal([]byte(text(button)), &again); err != nil || *again.Duration != *button.Duration {
		t.Errorf("%v, %v", again, err)
	}
}
