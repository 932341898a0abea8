package desk_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"etokenpass/tms"
)

// follow opens the stream of the journal, and returns a function that waits for an entry.
func (s *served) follow(last string) (next func() fields) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.url+"/api/v1/journal/stream", nil)
	if err != nil {
		s.Fatal(err)
	}
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		s.Fatalf("got status %d", response.StatusCode)
	}
	lines := bufio.NewScanner(response.Body)
	return func() (entry fields) {
		s.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &entry); err != nil {
					s.Fatal(err)
				}
				return entry
			}
		}
		s.Fatalf("the stream ended: %v", lines.Err())
		return nil
	}
}

// The stream has each entry once, whoever wrote it, and a client that comes back misses none.
func TestJournalStream(t *testing.T) {
	s := serve(t)
	all := s.follow("0")
	s.has(all(), fields{"number": 1.0, "request": "import"})
	s.has(all(), fields{"number": 2.0, "request": "assign"})
	s.post("/check", fields{"user": "anna", "code": hotp(0)}, http.StatusOK)
	s.has(all(), fields{"number": 3.0, "request": "verify", "channel": "http"})
	if _, err := s.Unlock(t.Context(), call, tms.Key{User: "anna"}); err != nil { // another process
		t.Fatal(err)
	}
	s.has(all(), fields{"number": 4.0, "request": "unlock", "channel": "cli"})
	s.has(s.follow("3")(), fields{"number": 4.0})
}
