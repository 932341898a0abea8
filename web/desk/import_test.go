package desk_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"etokenpass/web/desk"
)

const batch = "A1, 3132333435363738393031323334353637383930, hotp, 6, 0\nA2, 3132333435363738393031323334353637383930, totp, 8, 60\n"

// upload sends a file, and returns the answer.
func (s *served) upload(path, contentType, body string, status int) fields {
	s.Helper()
	response, err := http.Post(s.url+"/api/v1"+path, contentType, strings.NewReader(body))
	return s.answer(response, err, status)
}

// A batch is imported as a whole, or not at all.
func TestImport(t *testing.T) {
	s := serve(t)
	done := s.upload("/imports", "text/csv", batch, http.StatusCreated)
	s.has(done, fields{"state": "done", "count": 2.0, "done": 2.0, "replaced": 0.0})
	s.has(at(done, "tokens").([]any)[1].(map[string]any), fields{"serial": "A2", "type": "time", "digits": 8.0, "step_ms": 60000.0})
	if got := names(s.get("/tokens?search=A", http.StatusOK), "serial"); got != "1 A1 A2 " { // 1 is anna's
		t.Errorf("got %q", got)
	}
	before := s.lastEntry().Number
	again := s.upload("/imports", "text/csv", batch+"A3, 3132333435363738393031323334353637383930, hotp, 6, 0\n", http.StatusConflict)
	s.has(again, fields{"detail": "the validator has 2 of the tokens already, so nothing was imported"})
	s.upload("/imports", "text/csv", batch+"A4, no-secret, hotp\n", http.StatusUnprocessableEntity)
	if after := s.lastEntry().Number; after != before {
		t.Errorf("%d entries of imports that failed", after-before)
	}
	updated := s.upload("/imports?update=true", "application/octet-stream", batch, http.StatusCreated)
	s.has(updated, fields{"state": "done", "replaced": 2.0})
}

// A client may follow an import instead of waiting for its answer.
func TestFollowedImport(t *testing.T) {
	s := serve(t)
	var large strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&large, "B%d, 3132333435363738393031323334353637383930, hotp, 6, 0\n", i)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/api/v1/imports", strings.NewReader(large.String()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Prefer", "respond-async")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusAccepted && response.StatusCode != http.StatusCreated {
		t.Errorf("got status %d", response.StatusCode)
	}
	where := response.Header.Get("Location")
	s.answer(response, nil, response.StatusCode)
	ended := s.get(strings.TrimPrefix(where, "/api/v1")+"?wait=1m", http.StatusOK)
	s.has(ended, fields{"state": "done", "done": 3000.0, "count": 3000.0})
	if tokens := at(ended, "tokens").([]any); len(tokens) != 1000 {
		t.Errorf("%d tokens in the answer", len(tokens))
	}
	s.get("/imports/unknown", http.StatusNotFound)
}

// A form brings the password of an encrypted file.
func TestImportOfAForm(t *testing.T) {
	s := serve(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "batch.csv")
	if err == nil {
		_, err = file.Write([]byte(batch))
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	s.has(s.upload("/imports", form.FormDataContentType(), body.String(), http.StatusCreated), fields{"count": 2.0})
}

// A backup that was restored does not know the latest codes: they are refused until support has made
// sure where the token is.
func TestRestored(t *testing.T) {
	s := serve(t)
	s.has(s.post("/restored", nil, http.StatusOK), fields{"tokens": 1.0})
	s.has(s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK), fields{"result": "resync_required"})
}

// Secrets leave the server only if it was started to reveal them.
func TestExport(t *testing.T) {
	s := serve(t)
	s.post("/exports", fields{"format": "csv"}, http.StatusForbidden)
	s = serveWith(t, func(o *desk.Options) { o.Reveal = true })
	s.post("/check", fields{"user": "anna", "code": hotp(6)}, http.StatusOK)
	export := s.post("/exports", fields{"format": "csv", "serials": []string{"1"}}, http.StatusOK)
	s.has(export, fields{"count": 1.0})
	if content := export["content"].(string); !strings.Contains(content, "3132333435363738393031323334353637383930") || !strings.Contains(content, ",7") {
		t.Errorf("got %s", content)
	}
	s.post("/exports", fields{"format": "odd"}, http.StatusUnprocessableEntity)
	s.post("/exports", fields{"format": "csv", "serials": []string{"9"}}, http.StatusNotFound)
	s.post("/exports", fields{"format": "csv", "password": "2468"}, http.StatusUnprocessableEntity)
}
