package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"etokenpass/tms"
	"etokenpass/web/desk"
	"etokenpass/web/upload"
	"etokenpass/web/webtest"
)

const many = 10_000

// batchOf returns a seed file with a number of tokens.
func batchOf(count int) string {
	var file strings.Builder
	for i := range count {
		fmt.Fprintf(&file, "B%d, %s, hotp, 6, 0\n", i, secretHex)
	}
	return file.String()
}

// begin starts an import without waiting for its end, and returns its path.
func (s *served) begin(body string) (path string) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.url+"/api/v1/imports", strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Prefer", "respond-async")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	s.answer(response, nil, response.StatusCode)
	return strings.TrimPrefix(response.Header.Get("Location"), "/api/v1")
}

// tokens counts the tokens of the store, without that of anna.
func (s *served) tokens() (count int) {
	s.Helper()
	err := s.Store.View(context.Background(), func(view tms.View) error {
		for _, err := range view.Records("1") {
			if err != nil {
				return err
			}
			count++
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return count
}

// While ten thousand tokens are imported, the import says how far it is, and checks are decided: they
// wait for their turn, and none fails. Then everything is there, and in the journal.
func TestLargeImport(t *testing.T) {
	for name, open := range map[string]func(*testing.T) tms.Store{
		"memory": func(*testing.T) tms.Store { return tms.NewMemory(make([]byte, 32)) }, "SQLite": sqlite,
	} {
		s := serveWith(t, func(o *desk.Options) { o.Store = open(t) })
		path := s.begin(batchOf(many))
		states, factor := map[float64]bool{}, uint64(0)
		for running := true; running; factor++ {
			s.has(s.post("/check", fields{"user": "anna", "code": hotp(factor)}, http.StatusOK), fields{"result": "accepted"})
			now := s.get(path, http.StatusOK)
			done := now["done"].(float64)
			if furthest := slices.Max(append(slices.Collect(maps.Keys(states)), 0)); done < furthest {
				t.Errorf("%s: %v are done, after %v", name, done, furthest)
			}
			states[done], running = true, now["state"] == "running"
		}
		s.has(s.get(path, http.StatusOK), fields{"state": "done", "done": float64(many), "count": float64(many)})
		if got := s.tokens(); got != many {
			t.Errorf("%s: %d tokens", name, got)
		}
		s.has(s.get("/journal/audit", http.StatusOK), fields{"complete": true})
		t.Logf("%s: %d checks during the import, which was seen %d times", name, factor, len(states))
	}
}

// Of two imports of the same tokens at the same time, one is carried out.
func TestImportsAtTheSameTime(t *testing.T) {
	for name, open := range map[string]func(*testing.T) tms.Store{
		"memory": func(*testing.T) tms.Store { return tms.NewMemory(make([]byte, 32)) }, "SQLite": sqlite,
	} {
		s := serveWith(t, func(o *desk.Options) { o.Store = open(t) })
		batch, states := batchOf(2000), map[any]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				ended := s.get(s.begin(batch)+"?wait=1m", http.StatusOK)
				mu.Lock()
				defer mu.Unlock()
				states[ended["state"]]++
				if problem := at(ended, "problem.status"); ended["state"] == "failed" && problem != 409.0 {
					t.Errorf("%s: %v", name, ended["problem"])
				}
			})
		}
		all.Wait()
		if states["done"] != 1 || states["failed"] != 3 || s.tokens() != 2000 {
			t.Errorf("%s: got %v, and %d tokens", name, states, s.tokens())
		}
	}
}

// heldStore holds up imports until they are cancelled.
type heldStore struct {
	tms.Store
	held chan struct{}
}

func (h *heldStore) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	if len(changes) > 1 {
		close(h.held)
		<-ctx.Done()
	}
	return h.Store.Update(ctx, changes...)
}

// A server that shuts down stores nothing of an import that is running, and says so to its client.
func TestShutdownCancelsImports(t *testing.T) {
	store := &heldStore{sqlite(t), make(chan struct{})}
	s := serveWith(t, func(o *desk.Options) { o.Store = store })
	path := s.begin(batchOf(100))
	<-store.held
	if err := s.server.Close(); err != nil {
		t.Fatal(err)
	}
	ended := s.get(path, http.StatusOK)
	s.hasAt(ended, fields{"state": "failed", "problem.status": 503.0, "problem.detail": "nothing was imported: the server is shutting down"})
	if got := s.tokens(); got != 0 {
		t.Errorf("%d tokens", got)
	}
}

// seedForm returns a form with a file and other fields.
func seedForm(t *testing.T, file string, others map[string]string) webtest.Request {
	t.Helper()
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for name, value := range others {
		if err := writer.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := writer.CreateFormFile("file", "batch")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err != nil || writer.Close() != nil {
		t.Fatal(err)
	}
	return webtest.Request{Target: "POST /api/v1/imports", ContentType: writer.FormDataContentType(), Body: body.String()}
}

// What one validator exports under a password, another imports with it.
func TestEncryptedFile(t *testing.T) {
	s := serveWith(t, func(o *desk.Options) { o.Reveal = true })
	const password = "correct horse battery"
	file := s.post("/exports", fields{"format": "pskc", "password": password}, http.StatusOK)["content"].(string)
	if strings.Contains(file, secretHex) || !strings.Contains(file, "EncryptedValue") {
		t.Errorf("got %s", file)
	}
	other := serve(t)
	if _, err := other.Unassign(t.Context(), call, "1"); err != nil {
		t.Fatal(err)
	}
	for typed, status := range map[string]int{"": http.StatusUnprocessableEntity, "wrong horse": http.StatusUnprocessableEntity, password: http.StatusCreated} {
		others := map[string]string{"password": typed}
		if typed == "" {
			others = nil
		}
		request := seedForm(t, file, others)
		request.Target += "?update=true"
		w := webtest.Send(t, other.server, request)
		if w.Code != status || typed != "" && strings.Contains(w.Body.String(), typed) {
			t.Errorf("with the password %q: got %d %s", typed, w.Code, w.Body)
		}
	}
}

// A file that is damaged, or too large, is refused as a whole, with what is wrong.
func TestDamagedFiles(t *testing.T) {
	s := serve(t)
	address := guarded(t, s, desk.Options{}, nil)
	api := described()
	operation := api.Operations()["POST /api/v1/imports"]
	comments := strings.Repeat("# "+strings.Repeat("x", 1021)+"\n", 500)
	var huge strings.Builder
	for line := range strings.Lines(batchOf(upload.MaxFile/len(comments) + 1)) {
		huge.WriteString(line + comments)
	}
	for name, row := range map[string]struct {
		request webtest.Request
		status  int
	}{
		"nothing":                  {webtest.Request{ContentType: "text/csv"}, http.StatusUnprocessableEntity},
		"no seed file":             {webtest.Request{ContentType: "text/csv", Body: "\x00\x01\x02"}, http.StatusUnprocessableEntity},
		"a damaged line":           {webtest.Request{ContentType: "text/csv", Body: batchOf(many) + "B1, oops\n"}, http.StatusUnprocessableEntity},
		"a serial twice":           {webtest.Request{ContentType: "text/csv", Body: batchOf(2) + batchOf(1)}, http.StatusUnprocessableEntity},
		"half a PSKC file":         {webtest.Request{ContentType: "application/xml", Body: `<?xml version="1.0"?><KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage>`}, http.StatusUnprocessableEntity},
		"half a compressed file":   {webtest.Request{ContentType: "application/octet-stream", Body: "\x1f\x8b\x08\x00\x00\x00"}, http.StatusUnprocessableEntity},
		"a file that is too large": {webtest.Request{ContentType: "text/csv", Body: huge.String()}, http.StatusRequestEntityTooLarge},
		"a form without a file":    {webtest.Request{ContentType: "multipart/form-data; boundary=b", Body: "--b--\r\n"}, http.StatusUnprocessableEntity},
		"half a form":              {webtest.Request{ContentType: "multipart/form-data; boundary=b", Body: "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nB1"}, http.StatusBadRequest},
		"a form without boundary":  {webtest.Request{ContentType: "multipart/form-data", Body: batchOf(1)}, http.StatusBadRequest},
	} {
		row.request.Target = "POST /api/v1/imports"
		w := ask(t, address, tokenOf(desk.Admin), row.request)
		if w.Code != row.status || strings.Contains(w.Body.String(), secretHex) {
			t.Errorf("%s: got %d %s, want %d", name, w.Code, w.Body, row.status)
		}
		api.Check(t, operation, w)
	}
	if got := s.tokens(); got != 0 {
		t.Errorf("%d tokens", got)
	}
	w := ask(t, address, tokenOf(desk.Admin), webtest.Request{Target: "POST /api/v1/imports?update=true", ContentType: "text/csv", Body: batchOf(2) + batchOf(1)})
	if want := `"errors":[{"location":"body (line 3)","message":"token B0: duplicate serial: already in body (line 1)"}]`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("got %s, want %s", w.Body, want)
	}
}
