package tokens_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// Encrypted seed files of another program, and what opens them.
const (
	withPassword = "password.xml"
	withKey      = "psk-128.xml"
	password     = "Kit-Paßwort"
	sharedKey    = "cbc8a597a67c465497550c4a4a7eebdb"
)

// part is a part of a form.
type part struct{ name, content string }

// file returns the part with a file of the corpus of seed files.
func file(t testing.TB, name string) part {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "profiles", "seedfile", "testdata", "corpus", "pskc", name))
	if err != nil {
		t.Fatal(err)
	}
	return part{"file", string(data)}
}

// form returns a form as curl and browsers send it, and its content type.
func form(t testing.TB, parts ...part) (body, contentType string) {
	t.Helper()
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	for _, p := range parts {
		var to io.Writer
		var err error
		if p.name == "file" {
			to, err = w.CreateFormFile(p.name, "batch.pskcxml")
		} else {
			to, err = w.CreateFormField(p.name)
		}
		if err == nil {
			_, err = io.WriteString(to, p.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text.String(), w.FormDataContentType()
}

// A form brings the password or the key of an encrypted file. Its parts may be in any order.
func TestForm(t *testing.T) {
	protected, keyed := file(t, withPassword), file(t, withKey)
	for name, test := range map[string]struct {
		parts []part
		code  string // of the first press
	}{
		"password":            {[]part{protected, {"password", password}}, "10680438"},
		"password first":      {[]part{{"password", password}, protected}, "10680438"},
		"with a line break":   {[]part{protected, {"password", password + "\r\n"}}, "10680438"},
		"key in hex":          {[]part{keyed, {"key", sharedKey}}, "969429"},
		"key in base64":       {[]part{keyed, {"key", "y8ill6Z8RlSXVQxKSn7r2w=="}}, "969429"},
		"both":                {[]part{{"key", sharedKey}, {"password", "not that of the file"}, keyed}, "969429"},
		"not encrypted":       {[]part{file(t, "plain.xml")}, "254676"},
		"password not needed": {[]part{file(t, "plain.xml"), {"password", password}}, "254676"},
		"profile":             {[]part{{"file", "serial: KIT00000001\nsecret: {hex: '3132333435363738393031323334353637383930'}\nfirst_moving_factor: 3\n"}}, "969429"},
	} {
		t.Run(name, func(t *testing.T) {
			c := virtual(t)
			body, contentType := form(t, test.parts...)
			got := c.do("POST /tokens", body, "Content-Type", contentType)
			code := c.do("POST /tokens/KIT00000001/code", "")["code"]
			if got["serial"] != "KIT00000001" || code != test.code {
				t.Errorf("%v shows %v, want %v", got, code, test.code)
			}
		})
	}
}

// A problem names the part that is missing or wrong, and says how to send it. It contains neither passwords nor keys,
// and nothing is created or logged.
func TestFormRefuses(t *testing.T) {
	const secret = "correct horse 755224"
	protected, keyed := file(t, withPassword), file(t, withKey)
	plain := part{"file", csv}
	for name, test := range map[string]struct {
		parts  []part
		status int
		want   string // in the problem
	}{
		"no password":      {[]part{protected}, 422, "body.password: missing: the file is encrypted with a password; send a form with the parts file and password, as curl -F file=@FILE -F 'password=<FILE' does"},
		"no key":           {[]part{keyed, {"password", secret}}, 422, "body.key: missing: the file is encrypted with a pre-shared key; send a form with the parts file and key, as curl -F file=@FILE -F 'key=<FILE' does"},
		"wrong password":   {[]part{protected, {"password", secret}}, 422, "body.password: may be wrong: no token could be read with it"},
		"wrong key":        {[]part{keyed, {"key", strings.Repeat("0", 32)}}, 422, "body.key: may be wrong: no token could be read with it"},
		"not a key":        {[]part{keyed, {"key", secret}}, 422, "body.key: the key is a text of 20 characters: must be 16, 24 or 32 bytes"},
		"empty password":   {[]part{protected, {"password", "\n"}}, 422, "body.password: missing: the file is encrypted with a password"},
		"no file":          {[]part{{"password", secret}}, 422, "body.file: missing"},
		"no parts":         {nil, 422, "body.file: missing"},
		"unknown part":     {[]part{plain, {secret, secret}}, 422, "body: unknown part: must be file, password or key"},
		"misspelt part":    {[]part{plain, {"pasword", secret}}, 422, "did you mean password?"},
		"two files":        {[]part{plain, plain}, 422, "body.file: given twice"},
		"two passwords":    {[]part{{"password", secret}, {"password", secret}, protected}, 422, "body.password: given twice"},
		"long password":    {[]part{protected, {"password", strings.Repeat(secret, 300)}}, 413, "the part password is too large: must be at most 4096 bytes"},
		"damaged, not key": {[]part{file(t, "damaged.xml"), {"key", sharedKey}}, 422, "MAC of Secret does not match: the value was modified"},
		"not a seed file":  {[]part{{"file", secret}, {"password", secret}}, 422, "body: not recognised as a seed file"},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			c := virtual(t, func(o *tokens.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			body, contentType := form(t, test.parts...)
			problem := c.refused(test.status, "POST /tokens", body, "Content-Type", contentType)
			if got := problem.Error() + "; " + problem.Advice; !strings.Contains(got, test.want) {
				t.Errorf("%s", got)
			}
			if all := text(problem) + log.String(); strings.Contains(all, secret) || strings.Contains(all, "755224") {
				t.Errorf("it contains a secret: %s", all)
			}
			if count := c.do("GET /tokens", "")["count"]; count != 0.0 || log.Len() > 0 {
				t.Errorf("%v tokens, log %s", count, log.String())
			}
		})
	}
}

// A form that ends too early, or is none, creates nothing.
func TestBrokenForm(t *testing.T) {
	whole, contentType := form(t, part{"file", csv}, part{"password", password})
	c := virtual(t)
	for name, test := range map[string]struct{ body, contentType string }{
		"cut off in a part":    {whole[:len(whole)/2], contentType},
		"without its end":      {strings.TrimSuffix(whole, "--\r\n"), contentType},
		"empty":                {"", contentType},
		"no boundary":          {whole, "multipart/form-data"},
		"another boundary":     {whole, "multipart/form-data; boundary=x"},
		"a part of many lines": {strings.Replace(whole, "\r\n", "\r\n"+strings.Repeat("X-A: b\r\n", 20_000), 1), contentType},
	} {
		if problem := c.refused(400, "POST /tokens", test.body, "Content-Type", test.contentType); !strings.Contains(problem.Problem, "not a valid form") {
			t.Errorf("%s: %v", name, problem)
		}
	}
	if count := c.do("GET /tokens", "")["count"]; count != 0.0 {
		t.Errorf("%v tokens", count)
	}
}

// A form has the limit of all bodies.
func TestLargeForm(t *testing.T) {
	body, contentType := form(t, part{"file", "serial,secret\n" + strings.Repeat("A1,3132333435363738393031323334353637383930\n", 1_600_000)})
	virtual(t).refused(http.StatusRequestEntityTooLarge, "POST /tokens", body, "Content-Type", contentType)
}

// A body that is not a form says how to send a password, too.
func TestEncryptedBody(t *testing.T) {
	c := virtual(t)
	problem := c.refused(422, "POST /tokens", file(t, withPassword).content, "Content-Type", "application/octet-stream")
	want := web.Detail{Location: "body.password", Message: "missing: the file is encrypted with a password"}
	if len(problem.Errors) == 0 || problem.Errors[0] != want || !strings.Contains(problem.Advice, "curl -F") {
		t.Errorf("%+v", problem)
	}
}
