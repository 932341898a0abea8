package tms_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/internal/peer"
	"etokenpass/tms"
)

// peerToken is a token whose codes another program computes.
type peerToken struct {
	Type      tms.Type       `json:"type"`
	Algorithm oath.Algorithm `json:"algorithm"`
	Digits    int            `json:"digits"`
	Step      int            `json:"step"`  // in seconds; time tokens
	First     uint64         `json:"first"` // moving factor; event tokens
}

func (p peerToken) name() string {
	name := fmt.Sprintf("%s %s %d digits", p.Type, p.Algorithm, p.Digits)
	if p.Type == tms.Time {
		name += fmt.Sprintf(" %ds", p.Step)
	}
	return name
}

// peerTokens returns tokens of a type for each algorithm and number of digits.
func peerTokens(kind tms.Type, algorithms ...oath.Algorithm) (tokens []peerToken) {
	for _, algorithm := range algorithms {
		for digits := oath.MinDigits; digits <= oath.MaxDigits; digits++ {
			token := peerToken{Type: kind, Algorithm: algorithm, Digits: digits}
			if kind == tms.Event {
				token.First = 4711
				tokens = append(tokens, token)
				continue
			}
			for _, step := range []int{30, 60} {
				token.Step = step
				tokens = append(tokens, token)
			}
		}
	}
	return tokens
}

// The validator accepts the peers' codes up to the edges of its window, refuses the ones next to
// them, and accepts none twice.
func TestValidatorAcceptsCodesOfPeers(t *testing.T) {
	for _, row := range []struct {
		peer   string
		tokens []peerToken
		codes  func(t *testing.T, windows []*peerWindow)
	}{
		{"oathtool", slices.Concat(peerTokens(tms.Event, oath.SHA1), peerTokens(tms.Time, oath.Algorithms()...)), oathtoolCodes}, // its HOTP mode has only SHA1
		{"pyotp", slices.Concat(peerTokens(tms.Event, oath.Algorithms()...), peerTokens(tms.Time, oath.Algorithms()...)), pyotpCodes},
	} {
		t.Run(row.peer, func(t *testing.T) {
			var windows []*peerWindow
			for _, token := range row.tokens {
				windows = append(windows, newPeerWindow(t, token))
			}
			row.codes(t, windows)
			for _, window := range windows {
				t.Run(window.token.name(), window.check)
			}
		})
	}
}

// peerWindow is a validator's window for a token, with the codes of a peer.
type peerWindow struct {
	token       peerToken
	policy      *tms.Policy
	first, last uint64   // moving factors that are accepted
	codes       []string // of the factors from first - 1 to last + 1
}

func newPeerWindow(t *testing.T, token peerToken) *peerWindow {
	t.Helper()
	policy, _, ok := tms.EmbeddedPolicy(tms.DefaultPolicy)
	if !ok {
		t.Fatal("the default policy is missing")
	}
	first, last := token.First, token.First+policy.Window-1
	if token.Type == tms.Time {
		present := uint64(noon.Unix()) / uint64(token.Step)
		first, last = present-policy.Window, present+policy.Window
	}
	return &peerWindow{token: token, policy: policy, first: first, last: last}
}

// check logs in with the codes at the edges, each time with a fresh token.
func (w *peerWindow) check(t *testing.T) {
	if want := w.last + 1 - (w.first - 1) + 1; uint64(len(w.codes)) != want {
		t.Fatalf("got %d codes, want %d", len(w.codes), want)
	}
	before := tms.WrongCode // an event token has no code before its first one
	if w.token.Type == tms.Time {
		before = tms.OutOfWindow
	}
	for _, row := range []struct {
		rule   string
		factor uint64
		result tms.Result
	}{
		{"before the window", w.first - 1, before},
		{"the first one in the window", w.first, tms.Accepted},
		{"the last one in the window", w.last, tms.Accepted},
		{"beyond the window", w.last + 1, tms.OutOfWindow},
	} {
		verify := w.validator(t)
		code := w.codes[row.factor-(w.first-1)]
		entry := verify(code)
		if entry.Result != row.result {
			t.Errorf("%s: got %s, want %s", row.rule, entry.Result, row.result)
		}
		if entry.Matched && entry.Factor != row.factor {
			t.Errorf("%s: got moving factor %d, want %d", row.rule, entry.Factor, row.factor)
		}
		if row.result != tms.Accepted {
			continue
		}
		if again := verify(code); again.Result != tms.Replayed {
			t.Errorf("%s, again: got %s, want %s", row.rule, again.Result, tms.Replayed)
		}
	}
}

// validator returns a function that checks a code at noon, by a validator that has only the
// token.
func (w *peerWindow) validator(t *testing.T) (verify func(code string) tms.Entry) {
	t.Helper()
	ctx, call := context.Background(), tms.Call{Time: noon}
	validator := &tms.Validator{Store: tms.NewMemory(make([]byte, 32)), Policy: w.policy}
	token := tms.Token{
		Serial: "1", Secret: tms.Secret(rfcSecret), Type: w.token.Type, Algorithm: w.token.Algorithm, Digits: w.token.Digits,
		FirstMovingFactor: w.token.First, Next: w.token.First,
	}
	if w.token.Type == tms.Time {
		token.Step, token.Epoch = time.Duration(w.token.Step)*time.Second, time.Unix(0, 0)
	}
	if _, err := validator.Import(ctx, call, false, token); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		t.Fatal(err)
	}
	return func(code string) tms.Entry {
		entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code})
		if err != nil {
			t.Fatal(err)
		}
		return entry
	}
}

// oathtoolCodes sets the codes that oathtool computes.
func oathtoolCodes(t *testing.T, windows []*peerWindow) {
	oathtool := peer.Need(t, "oathtool")
	for _, w := range windows {
		args := []string{"-d", fmt.Sprint(w.token.Digits), "-w", fmt.Sprint(w.last + 1 - (w.first - 1))}
		if w.token.Type == tms.Event {
			args = append(args, "-c", fmt.Sprint(w.first-1))
		} else {
			at := time.Unix(int64(w.first-1)*int64(w.token.Step), 0).UTC().Format("2006-01-02 15:04:05 UTC")
			args = append(args, "--totp="+strings.ToLower(string(w.token.Algorithm)), "-s", fmt.Sprintf("%ds", w.token.Step), "-N", at)
		}
		cmd := exec.CommandContext(t.Context(), oathtool, append(args, "-")...)
		cmd.Stdin = strings.NewReader(hex.EncodeToString([]byte(rfcSecret)) + "\n")
		output, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		w.codes = strings.Fields(string(output))
	}
}

// withPyotp prints, for each token, the codes of the moving factors from one to another.
const withPyotp = `
import base64, hashlib, json, pyotp, sys
secret = base64.b32encode(sys.argv[1].encode()).decode()
def codes(token, first, last):
    common = dict(digits=token["digits"], digest=getattr(hashlib, token["algorithm"].lower()))
    if token["type"] == "event":
        return [pyotp.HOTP(secret, **common).at(factor) for factor in range(first, last + 1)]
    step = token["step"]
    return [pyotp.TOTP(secret, interval=step, **common).at(factor * step) for factor in range(first, last + 1)]
json.dump([codes(*row) for row in json.load(sys.stdin)], sys.stdout)
`

// pyotpCodes sets the codes that pyotp computes.
func pyotpCodes(t *testing.T, windows []*peerWindow) {
	var rows [][]any
	for _, w := range windows {
		rows = append(rows, []any{w.token, w.first - 1, w.last + 1})
	}
	input, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), peer.NeedPython(t, "pyotp"), "-c", withPyotp, rfcSecret)
	cmd.Stdin = bytes.NewReader(input)
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var codes [][]string
	if err := json.Unmarshal(output, &codes); err != nil || len(codes) != len(windows) {
		t.Fatalf("%v, %d tokens in %s", err, len(codes), output)
	}
	for i, w := range windows {
		w.codes = codes[i]
	}
}
