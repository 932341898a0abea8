package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"etokenpass/firmware/oath"
)

// validatorStore is a store with users, whose tokens have the same secret.
type validatorStore struct {
	path  string
	users []*validatorUser
}

// validatorUser is a user, and the moving factor that the validator is known to expect next.
type validatorUser struct {
	name string
	mu   sync.Mutex
	next uint64
}

func (u *validatorUser) code() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	code, err := oath.HOTP(oath.SHA1, []byte("12345678901234567890"), u.next, 6)
	if err != nil {
		panic(err)
	}
	return code
}

func (u *validatorUser) learn(next uint64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.next = max(u.next, next)
}

// newValidatorStore returns a store with a number of users, who are never locked out.
func newValidatorStore(t *testing.T, users int) *validatorStore {
	t.Helper()
	folder := t.TempDir()
	s := &validatorStore{path: filepath.Join(folder, "tms.db")}
	policy, batch := filepath.Join(folder, "policy.yaml"), filepath.Join(folder, "batch.csv")
	var seeds strings.Builder
	for i := range users {
		fmt.Fprintf(&seeds, "%d, 3132333435363738393031323334353637383930, hotp, 6, 0\n", i)
		s.users = append(s.users, &validatorUser{name: fmt.Sprintf("user-%d", i)})
	}
	for path, text := range map[string]string{policy: "name: test\nmax_failures: off\n", batch: seeds.String()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, "", "import", batch, "--policy", policy)
	for i, user := range s.users {
		s.run(t, "", "assign", fmt.Sprint(i), user.name)
	}
	return s
}

// run runs a command of tms that must succeed, and returns its standard output.
func (s *validatorStore) run(t *testing.T, typed string, args ...string) string {
	t.Helper()
	got := run(t, s.command(t, typed, args...))
	if got.status != 0 {
		t.Fatalf("%v: %+v", args, got)
	}
	return got.out
}

func (s *validatorStore) command(t *testing.T, typed string, args ...string) *exec.Cmd {
	t.Helper()
	command := etokenpass(t, append(append([]string{"tms"}, args...), "--store", s.path)...)
	command.Stdin = strings.NewReader(typed + "\n")
	return command
}

// decision is what a client reads of a check, and what the journal has of it.
type decision struct {
	ID           string
	User         string
	Result       string
	MovingFactor *uint64 `json:"moving_factor"`
	Next         uint64
}

func (d decision) String() string {
	factor := "none"
	if d.MovingFactor != nil {
		factor = fmt.Sprint(*d.MovingFactor)
	}
	return fmt.Sprintf("%s: %s %s, factor %s, next %d", d.ID, d.User, d.Result, factor, d.Next)
}

// check asks a server for a decision about the user's next code. ok is false if the answer did not
// arrive.
func (u *validatorUser) check(t *testing.T, client *http.Client, url, id string) (answer decision, ok bool) {
	body, err := json.Marshal(map[string]string{"user": u.name, "code": u.code(), "id": id})
	if err != nil {
		t.Error(err)
		return answer, false
	}
	response, err := client.Post(url+"/api/v1/check", "application/json", bytes.NewReader(body))
	if err != nil {
		return answer, false
	}
	defer response.Body.Close() //nolint:errcheck // only read
	if response.StatusCode != http.StatusOK {
		t.Errorf("%s instead of a decision", response.Status)
		return answer, false
	}
	if json.NewDecoder(response.Body).Decode(&answer) != nil {
		return answer, false
	}
	u.learn(answer.Next)
	return answer, true
}

// Two servers and a command use one store, while eight clients check codes, two for each user, and
// the servers are killed. Each answered decision is in the journal as it was answered; no moving factor
// is accepted twice; nothing is missing from the journal.
func TestDurableTMSServe(t *testing.T) {
	const clients = 8
	rounds := iterations(t, 5, 300)
	store := newValidatorStore(t, clients/2+1)
	serve := []string{"tms", "serve", "--listen", "127.0.0.1:0", "--log", "off", "--store", store.path}
	commanded := store.users[clients/2]
	var answered []decision
	for round := range rounds {
		servers := []savedServer{startKillable(t, serve...), startKillable(t, serve...)}
		command := store.command(t, commanded.code(), "verify", commanded.name, "--format", "json")
		verify := start(t, command)
		answers, enough, collected := make(chan decision), make(chan struct{}), make(chan []decision)
		go func() { collected <- collect(answers, 1+rand.IntN(400), enough) }()
		var all sync.WaitGroup
		for i := range clients {
			all.Go(func() {
				store.users[i/2].checkUntilKilled(t, servers[i%2].url, fmt.Sprintf("round-%d-client-%d", round, i), answers)
			})
		}
		<-enough
		servers[0].kill(t)
		servers[1].kill(t)
		all.Wait()
		close(answers)
		answered = append(answered, <-collected...)
		var printed decision
		if got := verify(); json.Unmarshal([]byte(got.out), &printed) != nil || printed.Result != "accepted" {
			t.Fatalf("the command: %+v", got)
		}
		commanded.learn(printed.Next)
		store.run(t, "", "journal", "--verify")
	}
	committed := store.checkJournal(t, answered)
	t.Logf("%d decisions answered, and %d made whose answers did not arrive, by %d servers that were killed", len(answered), committed, 2*rounds)
	if committed > rounds*clients {
		t.Errorf("%d decisions without an answer, want at most one of each client", committed)
	}
}

// checkUntilKilled checks codes until an answer does not arrive.
func (u *validatorUser) checkUntilKilled(t *testing.T, url, id string, answers chan<- decision) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for n := 0; ; n++ {
		answer, ok := u.check(t, client, url, fmt.Sprintf("%s-check-%d", id, n))
		if !ok {
			return
		}
		answers <- answer
	}
}

// collect receives answers, and reports when there are enough.
func collect(answers <-chan decision, many int, enough chan<- struct{}) (all []decision) {
	for answer := range answers {
		if all = append(all, answer); len(all) == many {
			close(enough)
		}
	}
	return all
}

// checkJournal compares answered decisions with the journal, and returns how many checks it has
// besides, without those of the command.
func (s *validatorStore) checkJournal(t *testing.T, answered []decision) (others int) {
	t.Helper()
	journal, accepted := map[string]decision{}, map[string]string{}
	for line := range strings.Lines(s.run(t, "", "journal", "--format", "json")) {
		var entry struct {
			decision
			Request, Channel string
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Request != "verify" {
			continue
		}
		if entry.Channel == "http" {
			others++
		}
		if _, twice := journal[entry.ID]; twice {
			t.Errorf("two entries: %v", entry.decision)
		}
		journal[entry.ID] = entry.decision
		if entry.Result == "accepted" {
			key := fmt.Sprintf("%s, moving factor %d", entry.User, *entry.MovingFactor)
			if before := accepted[key]; before != "" {
				t.Errorf("%s: accepted by %s and %s", key, before, entry.ID)
			}
			accepted[key] = entry.ID
		}
	}
	for _, answer := range answered {
		if got := journal[answer.ID]; got.String() != answer.String() {
			t.Errorf("answered %v; the journal has %v", answer, got)
		}
	}
	return others - len(answered)
}
