package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"etokenpass/tms"
	"etokenpass/web/desk"
)

// waitingStore holds every decision until it is released, and counts those that have begun.
type waitingStore struct {
	tms.Store
	begun    atomic.Int64
	released chan struct{}
}

func (s *waitingStore) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	s.begun.Add(1)
	<-s.released
	return s.Store.Update(ctx, changes...)
}

// A PIN takes much memory, also that of a guess: many requests at once wait for their turns, and all are
// answered.
func TestManyAtOnce(t *testing.T) {
	const all, bounded = 40, 8
	form, json := "application/x-www-form-urlencoded", "application/json"
	for name, row := range map[string]struct{ pin, path, contentType, body string }{
		"check":         {"separate", "/api/v1/check", json, `{"user":"anna","pin":"0000","code":"000000"}`},
		"sign":          {"separate", "/api/v1/sign", json, `{"user":"anna","pin":"0000","code":"000000","document":"a","document_sha256":"` + strings.Repeat("0", 64) + `"}`},
		"privacyIDEA":   {"prefix", "/validate/check", form, url.Values{"user": {"anna"}, "pass": {"0000000000"}}.Encode()},
		"self-service":  {"separate", "/self/sign-in", form, url.Values{"user": {"anna"}, "pin": {"0000"}, "code": {"000000"}}.Encode()},
		"without a PIN": {"none", "/api/v1/check", json, `{"user":"anna","code":"000000"}`},
	} {
		want := int64(bounded)
		if row.pin == "none" {
			want = all
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				policy, err := tms.ParsePolicy("test.yaml", []byte("name: test\nmax_failures: off\npin: "+row.pin))
				if err != nil {
					t.Fatal(err)
				}
				store := &waitingStore{Store: tms.NewMemory(make([]byte, 32)), released: make(chan struct{})}
				server := desk.New(desk.Options{Store: store, Policy: policy, Open: true, Start: noon})
				var answered atomic.Int64
				for range all {
					go func() {
						request := httptest.NewRequest(http.MethodPost, row.path, strings.NewReader(row.body))
						request.Header.Set("Content-Type", row.contentType)
						recorder := httptest.NewRecorder()
						server.ServeHTTP(recorder, request)
						if recorder.Code < http.StatusInternalServerError {
							answered.Add(1)
						}
					}()
				}
				synctest.Wait()
				if got := store.begun.Load(); got != want {
					t.Errorf("%d decisions at once, want %d", got, want)
				}
				close(store.released)
				synctest.Wait()
				if got := answered.Load(); got != all {
					t.Errorf("%d of %d requests were answered", got, all)
				}
				if err := server.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
