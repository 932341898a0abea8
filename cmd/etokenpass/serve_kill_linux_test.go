package main_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Two servers and presses use one saved token, while eight clients ask the servers for codes and the
// servers are killed. No moving factor is shown twice, and none is above the saved counter.
func TestDurableServe(t *testing.T) {
	const clients = 8
	rounds := iterations(t, 6, 1000)
	token := newToken(t)
	var shown []uint64
	for range rounds {
		first, second := startSavedServer(t, token), startSavedServer(t, token)
		press := start(t, token.command(t, "press", "--count", "5", "--format", "json"))
		answers, all := make(chan uint64), make(chan []uint64)
		for i := range clients {
			server := []savedServer{first, second}[i%2]
			go func() { all <- server.codes(t, answers) }()
		}
		for range rand.IntN(100) { // so many answers come before the end
			<-answers
		}
		go func() {
			for range answers { // lets the clients go on
			}
		}()
		first.kill(t)
		second.kill(t)
		for range clients {
			got := <-all
			if len(got) > 0 {
				checkIncreasing(t, got)
			}
			shown = append(shown, got...)
		}
		close(answers)
		pressed := press()
		if pressed.status != 0 {
			t.Fatalf("%+v", pressed)
		}
		shown = append(shown, pressed.movingFactors(t)...)
		if counter, _ := token.saved(t); counter <= slices.Max(shown) {
			t.Fatalf("the saved counter is %d, and the moving factor %d was shown", counter, slices.Max(shown))
		}
	}
	counter, _ := token.saved(t)
	lost := int(counter) - len(shown)
	t.Logf("%d codes shown, %d lost, by %d servers that were killed", len(shown), lost, 2*rounds)
	slices.Sort(shown)
	if distinct := len(slices.Compact(slices.Clone(shown))); distinct != len(shown) {
		t.Errorf("%d of %d moving factors were shown before", len(shown)-distinct, len(shown))
	}
	if lost < 0 || lost > rounds*clients {
		t.Errorf("%d codes lost, want at most one for each client of a killed server", lost)
	}
}

// savedServer is a server that is killed.
type savedServer struct {
	process *exec.Cmd
	url     string
}

func startSavedServer(t *testing.T, token testToken) savedServer {
	t.Helper()
	return startKillable(t, "serve", "--listen", "127.0.0.1:0", "--log", "off", "--clock", "virtual", "--profile", token.profile, "--state="+token.state)
}

// startKillable starts a command that prints its address.
func startKillable(t *testing.T, args ...string) savedServer {
	t.Helper()
	s := savedServer{process: etokenpass(t, args...)}
	output, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	s.url = strings.TrimSuffix(line, "\n")
	return s
}

// kill kills the server.
func (s savedServer) kill(t *testing.T) {
	t.Helper()
	if err := s.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.process.Wait() // it was killed
}

// codes asks for codes until the server is gone, and returns their moving factors. It also sends each to a channel.
func (s savedServer) codes(t *testing.T, answers chan<- uint64) (factors []uint64) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for {
		response, err := client.Post(s.url+"/api/v1/tokens/000512345678/code", "", nil)
		if err != nil {
			return factors
		}
		var code struct {
			MovingFactor *uint64 `json:"moving_factor"`
		}
		err = json.NewDecoder(response.Body).Decode(&code)
		_ = response.Body.Close() // only read
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s instead of a code", response.Status)
		}
		if err != nil || code.MovingFactor == nil {
			return factors // the server was killed while it answered
		}
		factors = append(factors, *code.MovingFactor)
		answers <- *code.MovingFactor
	}
}
