package seedfile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// secretOf makes a secret of a test.
func secretOf(key []byte) profiles.Secret {
	secret, err := profiles.NewSecret(key)
	if err != nil {
		panic(err)
	}
	return secret
}

// sameSecrets compares secrets by their bytes, which do not show when they differ.
var sameSecrets = cmp.Comparer(func(x, y profiles.Secret) bool { return string(x.Key()) == string(y.Key()) })

// batchToken is a token as a reader gives it, of any kind.
func batchToken(t *rapid.T) seedfile.Token {
	token := seedfile.Token{
		Serial:       rapid.StringMatching(`[ -~äЖ密]{1,30}`).Draw(t, "serial"),
		Model:        rapid.SampledFrom([]string{"", "eTPass 6.10"}).Draw(t, "model"),
		Manufacturer: rapid.SampledFrom([]string{"", "SafeNet"}).Draw(t, "manufacturer"),
		Secret:       secretOf(rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "secret")),
		Algorithm:    rapid.SampledFrom([]profiles.Algorithm{profiles.SHA1, profiles.SHA256, profiles.SHA512}).Draw(t, "algorithm"),
		Digits:       rapid.IntRange(6, 8).Draw(t, "digits"),
		File:         rapid.SampledFrom([]string{"a.xml", "b.csv"}).Draw(t, "file"),
		Line:         rapid.IntRange(1, 1<<30).Draw(t, "line"),
		Warnings:     rapid.SampledFrom([][]string{nil, {"one"}, {"one", "two"}}).Draw(t, "warnings"),
	}
	if rapid.Bool().Draw(t, "time") {
		token.Type = profiles.Time
		token.Step = time.Duration(rapid.IntRange(1, 604800).Draw(t, "step")) * time.Second
		token.Epoch = time.Unix(rapid.Int64Range(-1e10, 1e10).Draw(t, "epoch"), 0).UTC()
		token.Drift = rapid.IntRange(-500, 500).Draw(t, "drift")
		return token
	}
	token.Type = profiles.Event
	token.MovingFactor = rapid.Uint64().Draw(t, "moving factor")
	token.FirstMovingFactor = min(token.MovingFactor, uint64(rapid.IntRange(0, 1).Draw(t, "first")))
	return token
}

// What goes into a batch comes out of it, in its order; and the serials that come
// again are found, each with the first of its kind.
func TestBatchKeepsTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tokens := rapid.SliceOfN(rapid.Custom(batchToken), 0, 50).Draw(t, "tokens")
		var batch seedfile.Batch
		for _, token := range tokens {
			if err := batch.Add(token); err != nil {
				t.Fatal(err)
			}
		}
		var out []seedfile.Token
		for token := range batch.All() {
			out = append(out, token)
		}
		if batch.Len() != len(tokens) {
			t.Fatalf("%d tokens, not %d", batch.Len(), len(tokens))
		}
		if diff := cmp.Diff(tokens, out, sameSecrets, cmp.FilterValues(func(x, y []seedfile.Token) bool { return len(x)+len(y) == 0 }, cmp.Ignore())); diff != "" {
			t.Fatal(diff)
		}
		first := map[string]seedfile.Token{}
		var again []string
		for _, token := range tokens {
			if _, is := first[token.Serial]; is {
				again = append(again, token.Serial)
				continue
			}
			first[token.Serial] = token
		}
		for token, earlier := range batch.Repeated() {
			if len(again) == 0 || token.Serial != again[0] || earlier.Line != first[token.Serial].Line {
				t.Fatalf("%q at %d again, first at %d; wanted %q", token.Serial, token.Line, earlier.Line, again)
			}
			again = again[1:]
		}
		if len(again) > 0 {
			t.Fatalf("not found: %q", again)
		}
		for token := range batch.Distinct() {
			if first[token.Serial].Line != token.Line {
				t.Fatalf("%q at %d is not the first", token.Serial, token.Line)
			}
			delete(first, token.Serial)
		}
		if len(first) > 0 {
			t.Fatalf("not among the distinct: %v", first)
		}
	})
}

// More tokens than one block holds.
func TestBatchOfManyBlocks(t *testing.T) {
	var batch seedfile.Batch
	const count = 100_000
	serial := func(i int) string { return fmt.Sprintf("%08d", i%(count-1)) }
	for i := range count {
		if err := batch.Add(seedfile.Token{Serial: serial(i), Secret: secretOf([]byte(serial(i))), Line: i + 1}); err != nil {
			t.Fatal(err)
		}
	}
	i := 0
	for token := range batch.All() {
		if token.Serial != serial(i) || string(token.Secret.Key()) != serial(i) || token.Line != i+1 {
			t.Fatalf("token %d is %+v", i, token)
		}
		i++
	}
	for again, first := range batch.Repeated() {
		if again.Line != count || first.Line != 1 {
			t.Errorf("line %d repeats line %d", again.Line, first.Line)
		}
		i++
	}
	if i != count+1 {
		t.Errorf("%d tokens and repetitions", i)
	}
}

// A batch that is full says so, before memory runs out.
func TestFullBatch(t *testing.T) {
	for _, limits := range [][2]int{{100, 1 << 30}, {1 << 30, 2000}} {
		seedfile.SmallBatches(t, limits[0], limits[1])
		var batch seedfile.Batch
		for i := 1; ; i++ {
			err := batch.Add(seedfile.Token{Serial: fmt.Sprint(i), Secret: secretOf([]byte("12345678")), File: "f", Line: i})
			if err == nil && i <= 1000 {
				continue
			}
			if want := fmt.Sprintf("f:%d: is too much at once: ", i); err == nil || !strings.HasPrefix(err.Error(), want) || i < 50 {
				t.Errorf("limits %v: token %d: %v", limits, i, err)
			}
			break
		}
	}
}
