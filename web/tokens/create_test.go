package tokens_test

import (
	"net/http"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/web/tokens"
)

const (
	csv = "serial,secret,type\nA1,3132333435363738393031323334353637383930,hotp\nA2,3132333435363738393031323334353637383930,totp\n"
	uri = "otpauth://hotp/Example:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0"
)

// What a body says, the server's answer has; what it leaves out is made up.
func TestCreate(t *testing.T) {
	for name, test := range map[string]struct {
		body, contentType string
		want              map[string]string // fields in JSON; "" for absent
		madeSecret        bool
	}{
		"nothing":        {"", "", map[string]string{"serial": `"TEST00000001"`, "type": `"event"`, "lcd": `""`, "seq": "0", "count": "1"}, true},
		"empty JSON":     {"{}", "application/json", map[string]string{"serial": `"TEST00000001"`}, true},
		"empty form":     {"", "application/x-www-form-urlencoded", map[string]string{"serial": `"TEST00000001"`}, true},
		"built-in":       {`{"profile":"demo"}`, "application/json", map[string]string{"serial": `"000000000000"`, "id": `"000000000000-f7b11509f4d675c3"`}, false},
		"curl -d":        {`{"profile":"demo"}`, "application/x-www-form-urlencoded", map[string]string{"serial": `"000000000000"`}, false},
		"JSON":           {`{"serial":"X","type":"time","secret":{"hex":"31323334353637383930"},"digits":8}`, "application/json", map[string]string{"serial": `"X"`, "type": `"time"`}, false},
		"no secret":      {`{"serial":"X"}`, "application/json", map[string]string{"serial": `"X"`}, true},
		"no serial":      {`{"secret":{"hex":"31323334353637383930"}}`, "application/json", map[string]string{"serial": `"TEST00000001"`}, false},
		"YAML":           {"serial: X\nmodel: eToken PASS 2\n", "application/yaml", map[string]string{"serial": `"X"`, "model": `"eToken PASS 2"`}, true},
		"YAML, any type": {"serial: X\n", "application/octet-stream", map[string]string{"serial": `"X"`}, true},
		"CSV":            {csv, "text/csv; charset=utf-8", map[string]string{"serial": `"A1"`, "count": "2", "tokens": `[{"id":"a1-16a36e86f6fed5d4","serial":"A1"},{"id":"a2-c8361f9b468e68c8","serial":"A2"}]`}, false},
		"CSV, no type":   {csv, "application/octet-stream", map[string]string{"serial": `"A1"`, "count": "2"}, false},
		"otpauth":        {uri, "text/plain", map[string]string{"count": "1", "type": `"event"`}, false},
		"JSON backup":    {`{"schemaVersion":4,"services":[{"name":"Example","secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","otp":{"account":"anna","tokenType":"HOTP","counter":0}}]}`, "application/json", map[string]string{"count": "1"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := virtual(t, func(o *tokens.Options) { o.Seed = "42" })
			got := c.do("POST /tokens", test.body, "Content-Type", test.contentType)
			for field, want := range test.want {
				if have := text(got[field]); have != want {
					t.Errorf("%s is %s, want %s", field, have, want)
				}
			}
			if _, made := got["secret"]; made != test.madeSecret {
				t.Errorf("the answer has a secret: %v", made)
			}
			if listed := c.do("GET /tokens", ""); text(listed["count"]) != text(got["count"]) {
				t.Errorf("created %v, listed %v", got["count"], listed["count"])
			}
		})
	}
}

// A made-up secret is that of the token, and no other answer contains it.
func TestMadeSecret(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Seed = "42" })
	first := c.do("POST /tokens", `{"first_moving_factor":0}`)
	secret := first["secret"].(map[string]any)
	copied := c.do("POST /tokens", `{"serial":"copy","first_moving_factor":0,"secret":{"hex":"`+secret["hex"].(string)+`"}}`)
	other := virtual(t)
	again := other.do("POST /tokens", secret["otpauth"].(string), "Content-Type", "text/plain")
	code := c.do("POST /tokens/"+first["id"].(string)+"/code", "")["code"]
	for _, same := range []map[string]any{
		c.do("POST /tokens/"+copied["id"].(string)+"/code", ""), other.do("POST /tokens/"+again["id"].(string)+"/code", ""),
	} {
		if same["code"] != code {
			t.Errorf("token %v shows %v, want %v", same["serial"], same["code"], code)
		}
	}
	for _, request := range []string{"GET /tokens", "GET /tokens/" + first["id"].(string), "POST /tokens/copy/button"} {
		body := ""
		if strings.HasPrefix(request, "POST") {
			body = `{"action":"press"}`
		}
		if answer := c.send(request, body).Body.String(); strings.Contains(answer, secret["hex"].(string)) || strings.Contains(answer, secret["base32"].(string)) {
			t.Errorf("%s contains the secret", request)
		}
	}

	// the same seed makes up the same tokens, another seed others, and no seed others each time
	create := func(seed string) string {
		return text(virtual(t, func(o *tokens.Options) { o.Seed = seed }).do("POST /tokens", "")["secret"])
	}
	seen := map[string]int{}
	for _, seed := range []string{"42", "42", "43", "", ""} {
		seen[create(seed)]++
	}
	if seen[create("42")] != 2 || len(seen) != 4 {
		t.Errorf("secrets do not follow from the seed alone: %d different ones", len(seen))
	}
}

// Bodies that are refused create nothing, and the problem says where the mistake is.
func TestCreateRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		body, contentType string
		status            int
		want              string // in the problem
	}{
		"unknown field":     {`{"serail":"X"}`, "application/json", 422, `body.serail (line 1)`},
		"unknown profile":   {`{"profile":"dmeo"}`, "application/json", 422, "did you mean demo?"},
		"profile and more":  {`{"profile":"demo","digits":8}`, "application/json", 422, "for a token of your own, leave profile out"},
		"wrong value":       {"serial: X\ndigits: 9\n", "application/yaml", 422, "body.digits (line 2)"},
		"secret in a file":  {`{"secret":{"file":"/etc/passwd"}}`, "application/json", 422, "the server reads no files"},
		"secret in env":     {`{"secret":{"env":"HOME"}}`, "application/json", 422, "the server reads no files"},
		"JSON backup":       {`{"tokens": [], "tokenOrder": []}`, "application/json", 422, "a backup of FreeOTP+, which cannot be read"},
		"broken JSON":       {`{"serial":"X"`, "application/json", 422, ""},
		"array":             {`[1]`, "application/json", 422, ""},
		"a path":            {`{"profile":"../../etc/passwd"}`, "application/json", 422, "no such built-in profile"},
		"content type":      {`a`, "video/mp4", 415, "unknown content type"},
		"taken":             {`{"serial":"taken"}`, "application/json", 409, "there is already a token"},
		"bad token":         {"serial,secret\nA1,31323334353637383930\nA2,zz\n", "text/csv", 422, "body (line 3)"},
		"a long line":       {"serial,secret\n" + strings.Repeat("x", 70<<10), "text/csv", 422, `"message":"the line is longer than 64 KiB`},
		"taken in a batch":  {"serial,secret\nA1,31323334353637383930\ntaken,31323334353637383930\n", "text/csv", 409, "there is already a token"},
		"twice in a batch":  {"serial,secret\nA1,31323334353637383930\nA1,41323334353637383930\n", "text/csv", 409, "there is already a token"},
		"large profile":     {"model: " + strings.Repeat("x", 70<<10), "application/yaml", 413, "at most 65536 bytes"},
		"YAML bomb":         {"a: &a [x,x]\nb: &b [*a,*a]\nserial: *b\n", "application/yaml", 422, ""},
		"unknown parameter": {"{}", "application/json", 422, "query"},
	} {
		t.Run(name, func(t *testing.T) {
			c := virtual(t)
			c.do("POST /tokens", `{"serial":"taken"}`)
			path := "POST /tokens"
			if name == "unknown parameter" {
				path += "?secret=1"
			}
			problem := c.refused(test.status, path, test.body, "Content-Type", test.contentType)
			if all := text(problem); !strings.Contains(all, test.want) {
				t.Errorf("%s", all)
			}
			if count := c.do("GET /tokens", "")["count"]; count != 1.0 {
				t.Errorf("%v tokens", count)
			}
		})
	}
}

// A token is found by its id and by its serial, whatever the serial looks like.
func TestFind(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	id := profiles.FileName(demo)
	c.do("POST /tokens", `{"serial":"a/b ?"}`)
	c.do("POST /tokens", `{"serial":"`+id+`"}`) // as the id of the demo token
	for path, want := range map[string]string{
		demo: demo, id: demo, "a%2Fb%20%3F": "a/b ?", profiles.FileName("a/b ?"): "a/b ?", profiles.FileName(id): id,
	} {
		if got := c.do("GET /tokens/"+path, "")["serial"]; got != want {
			t.Errorf("%s is %v", path, got)
		}
	}
	for path, hint := range map[string]string{
		"00000000000": "did you mean 000000000000?", "none": "GET /api/v1/tokens lists the tokens", "..%2F..%2Fetc%2Fpasswd": "GET /api/v1/tokens lists the tokens",
		strings.Repeat("x", 2000): "GET /api/v1/tokens lists the tokens", "%00": "GET /api/v1/tokens lists the tokens", "%FF": "GET /api/v1/tokens lists the tokens",
	} {
		if problem := c.refused(http.StatusNotFound, "GET /tokens/"+path, ""); problem.Advice != hint {
			t.Errorf("%.20s: %s", path, problem.Advice)
		}
	}
}

// In a server that is a part of another, the hint has the whole path of the request.
func TestNotFoundBelowAPath(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Base = "/tokens" })
	if problem := c.refused(http.StatusNotFound, "GET /tokens/none", ""); problem.Advice != "GET /tokens/api/v1/tokens lists the tokens" {
		t.Error(problem.Advice)
	}
}

func TestListAndDelete(t *testing.T) {
	c := virtual(t, func(o *tokens.Options) { o.Seed = "42" })
	for range 5 {
		c.do("POST /tokens", "")
	}
	if w := c.send("DELETE /tokens/TEST00000002", ""); w.Code != http.StatusNoContent || w.Body.Len() > 0 {
		t.Errorf("delete: %d %s", w.Code, w.Body)
	}
	c.refused(http.StatusNotFound, "DELETE /tokens/TEST00000002", "")
	var serials []string
	next := "0"
	for next != "null" {
		list := c.do("GET /tokens?limit=2&after="+next, "")
		for _, token := range list["tokens"].([]any) {
			serials = append(serials, token.(map[string]any)["serial"].(string))
		}
		if next = text(list["next"]); list["count"] != 4.0 {
			t.Errorf("count is %v", list["count"])
		}
	}
	if got := strings.Join(serials, " "); got != "TEST00000001 TEST00000003 TEST00000004 TEST00000005" {
		t.Error(got)
	}
	c.refused(422, "GET /tokens?limit=0", "")
}
