package tokens_test

import (
	"os"
	"path/filepath"
	"testing"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web/tokens"
)

// A restored token repeats its codes, and its screens continue to be numbered.
func TestRestore(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	path := "/tokens/" + demo
	c.do("POST "+path+"/code", "")
	state := text(c.do("GET "+path+"/state", ""))
	if state != `{"counter":1,"serial":"000000000000"}` {
		t.Fatal(state)
	}
	c.do("POST "+path+"/code", "")
	c.do("POST "+path+"/code", "")
	if got := c.do("PUT "+path+"/state", state); got["state"] != "off" || got["seq"] != 6.0 {
		t.Errorf("after restoring: %v", got)
	}
	if got := c.do("POST "+path+"/code?strict=1", "")["code"]; got != "287082" {
		t.Errorf("then %v", got)
	}
	if got := c.do("POST "+path+"/reset", ""); got["seq"] != 8.0 {
		t.Errorf("after the reset: %v", got)
	}
	if got := c.do("POST "+path+"/code?strict=1", "")["code"]; got != "755224" {
		t.Errorf("then %v", got)
	}
	c.refused(422, "PUT "+path+"/state", `{"serial":"another","counter":1}`)
	c.refused(422, "PUT "+path+"/state", `{}`)
	c.refused(422, "PUT "+path+"/state", `{"counter":-1}`)
	c.do("PUT "+path+"/state", `{"counter":18446744073709551615}`)
	c.refused(409, "POST "+path+"/code", "")
}

// Saved state goes back only by force.
func TestForce(t *testing.T) {
	store := &device.Store{Folder: t.TempDir()}
	c := virtual(t, func(o *tokens.Options) { o.Store = store })
	c.demoToken()
	path := "/tokens/" + demo
	c.do("POST "+path+"/reset", "") // there is nothing to lose yet
	c.do("PUT "+path+"/state", `{"counter":5}`)
	for _, request := range []string{"PUT " + path + "/state", "POST " + path + "/reset"} {
		body := ""
		if request[1] == 'U' {
			body = `{"counter":4}`
		}
		if problem := c.refused(409, request, body); problem.Advice == "" {
			t.Errorf("%s: no hint", request)
		}
		if got := c.do("GET "+path+"/state", "")["counter"]; got != 5.0 {
			t.Errorf("%s: counter %v", request, got)
		}
	}
	c.do("PUT "+path+"/state?force=1", `{"counter":4}`)
	if got := c.do("POST "+path+"/code", "")["code"]; got != "338314" {
		t.Errorf("after restoring: %v", got)
	}
	c.do("PUT "+path+"/state?force=1", `{"counter":0}`)
	c.do("POST "+path+"/reset", "") // nothing goes back
	c.do("POST "+path+"/reset?force=true", "")
	if got := c.do("POST "+path+"/code", "")["code"]; got != "755224" {
		t.Errorf("after the reset: %v", got)
	}

	// a damaged file shows no code, and a reset by force removes it
	if err := os.WriteFile(filepath.Join(store.Folder, profiles.FileName(demo)+".yaml"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.refused(500, "POST "+path+"/code", "")
	c.refused(500, "POST "+path+"/reset", "")
	c.do("POST "+path+"/reset?force=1", "")
	c.do("POST "+path+"/code", "")
}

// A change applies while the token is lit, and the profile has it.
func TestPatch(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	path := "/tokens/" + demo
	c.do("POST "+path+"/code", "")
	got := c.do("PATCH "+path, `{"dead_segments":["1g","6a"],"press_while_lit":"next"}`)
	if got["lcd"] != "755224" || got["seq"] != 1.0 || text(got["dead_segments"]) != `["1g","6a"]` {
		t.Errorf("%v", got)
	}
	if got := c.do("POST "+path+"/button", `{"action":"press"}`)["lcd"]; got != "287082" {
		t.Errorf("a press while lit shows %v", got)
	}
	c.do("PATCH "+path, `{"battery":{"codes":2}}`)
	c.refused(409, "POST "+path+"/code", "")
	c.do("PATCH "+path, `{"battery":{}}`)
	c.do("POST "+path+"/code", "")
	c.do("PATCH "+path, `{"battery":{"years":1}}`)
	c.do("POST "+path+"/code", "")
	c.do("POST "+path+"/clock", `{"advance":"8760h"}`)
	if problem := c.refused(409, "POST "+path+"/code", ""); problem.Problem != "the battery is empty: its lifetime has ended" {
		t.Error(problem.Problem)
	}
	c.do("PATCH "+path, `{"dead_segments":[],"battery":{}}`)
	want := "model:    \"eToken PASS\"\nserial:   \"000000000000\"\ntype:     event\nsecret:   {hex: \"(masked)\"}\nalgorithm: SHA1\ndigits:   6\n" +
		"first_moving_factor: 0\ncounter:  0\nbutton:   {hold: 4s, sync_presses: 4, press_while_lit: next}\ndisplay:  {timeout: 27s, dead_segments: []}\n"
	if w := c.send("GET "+path+"/profile", ""); w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "application/yaml" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// A clock that begins to drift keeps the error that it has.
func TestPatchClock(t *testing.T) {
	c := virtual(t)
	c.do("POST /tokens", `{"serial":"T","type":"time","secret":{"hex":"31"}}`)
	const step = 1767225600 / 30 // at the start
	for _, change := range []struct {
		body, advance string
		want          float64
	}{
		{`{}`, "0s", step},
		{`{"offset":"90s"}`, "0s", step + 3},
		{`{"drift_per_day":"60s"}`, "24h", step + 2880 + 3 + 2},
		{`{"drift_per_day":"-30s"}`, "24h", step + 2*2880 + 3 + 2 - 1},
		{`{"drift_per_day":"0s"}`, "24h", step + 3*2880 + 3 + 2 - 1},
		{`{"offset":"0s"}`, "0s", step + 3*2880},
	} {
		c.do("PATCH /tokens/T", change.body)
		c.do("POST /tokens/T/clock", `{"advance":"`+change.advance+`"}`)
		c.do("POST /tokens/T/reset", "") // the LCD is off
		if got := c.do("POST /tokens/T/code?strict=1", "")["moving_factor"]; got != change.want {
			t.Errorf("%s: %v, want %v", change.body, got, change.want)
		}
	}
}

func TestPatchRefuses(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	c.do("POST /tokens", `{"serial":"T","type":"time"}`)
	for body, location := range map[string]string{
		`{"dead_segments":["7a"]}`: "body.dead_segments", `{"dead_segments":["1h"]}`: "body.dead_segments", `{"press_while_lit":"explode"}`: "body.press_while_lit",
		`{"battery":{"years":101}}`: "body.battery.years", `{"battery":{"years":100,"made":"9950-01-01T00:00:00Z"}}`: "body.battery.years",
		`{"offset":"1s"}`: "body.offset", `{"drift_per_day":"1s"}`: "body.drift_per_day", `{"digits":8}`: "body",
	} {
		if problem := c.refused(422, "PATCH /tokens/"+demo, body); len(problem.Errors) == 0 || problem.Errors[0].Location != location {
			t.Errorf("%s: %+v", body, problem)
		}
	}
	for _, body := range []string{`{"drift_per_day":"24h"}`, `{"offset":"100000h"}`} {
		c.refused(422, "PATCH /tokens/T", body)
	}
}

// Only a server that is told so reveals secrets.
func TestReveal(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	c.refused(403, "GET /tokens/"+demo+"/profile?reveal=true", "")
	c = virtual(t, func(o *tokens.Options) { o.Reveal = true })
	c.demoToken()
	profile := c.send("GET /tokens/"+demo+"/profile?reveal=true", "").Body.String()
	c.do("DELETE /tokens/"+demo, "")
	c.do("POST /tokens", profile, "Content-Type", "application/yaml")
	if got := c.do("POST /tokens/"+demo+"/code", "")["code"]; got != "755224" {
		t.Errorf("the copy shows %v", got)
	}
}
