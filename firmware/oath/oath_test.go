package oath_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
)

func TestTimeStep(t *testing.T) {
	y2000 := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	table := []struct {
		name  string
		t     time.Time
		epoch time.Time
		step  time.Duration
		want  uint64
		err   string
	}{
		{"the epoch itself", y2000, y2000, 30 * time.Second, 0, ""},
		{"just before the first boundary", y2000.Add(29999 * time.Millisecond), y2000, 30 * time.Second, 0, ""},
		{"on the boundary", y2000.Add(30 * time.Second), y2000, 30 * time.Second, 1, ""},
		{"an epoch within a second", y2000.Add(30 * time.Second), y2000.Add(time.Millisecond), 30 * time.Second, 0, ""},
		{"beyond the range of time.Duration", time.Unix(math.MaxUint32*10, 0), time.Unix(0, 0), time.Second, math.MaxUint32 * 10, ""},
		{"before the epoch", y2000.Add(-time.Nanosecond), y2000, 30 * time.Second, 0, "is before the epoch 2000-01-01T00:00:00Z"},
		{"no step", y2000, y2000, 0, 0, "must be whole seconds"},
		{"a fraction of a second", y2000, y2000, 1500 * time.Millisecond, 0, "must be whole seconds"},
	}
	for _, row := range table {
		got, err := oath.TimeStep(row.t, row.epoch, row.step)
		if row.err == "" && (err != nil || got != row.want) {
			t.Errorf("%s: got %d, %v; want %d", row.name, got, err, row.want)
		}
		if row.err != "" && (err == nil || !strings.Contains(err.Error(), row.err)) {
			t.Errorf("%s: got error %v; want %q", row.name, err, row.err)
		}
	}
}

func TestInvalidArguments(t *testing.T) {
	table := []struct {
		name      string
		algorithm oath.Algorithm
		secret    int
		digits    int
		want      string
	}{
		{"five digits", oath.SHA1, 20, 5, "5 digits: must be 6, 7 or 8"},
		{"nine digits", oath.SHA1, 20, 9, "9 digits: must be 6, 7 or 8"},
		{"no secret", oath.SHA1, 0, 6, "secret of 0 bytes: must have 1 to 200"},
		{"a long secret", oath.SHA1, 201, 6, "secret of 201 bytes: must have 1 to 200"},
		{"an unknown algorithm", oath.Algorithm("MD5"), 20, 6, `unknown algorithm "MD5": must be SHA1, SHA256 or SHA512`},
	}
	for _, row := range table {
		_, err := oath.HOTP(row.algorithm, make([]byte, row.secret), 0, row.digits)
		if err == nil || err.Error() != row.want {
			t.Errorf("%s: got error %v; want %q", row.name, err, row.want)
		}
		if err := oath.Check(row.algorithm, make([]byte, row.secret), row.digits); err == nil || err.Error() != row.want {
			t.Errorf("%s: Check returns %v; want %q", row.name, err, row.want)
		}
	}
}

func TestAppendKeepsPrefix(t *testing.T) {
	generator, err := oath.NewGenerator(oath.SHA1, rfcSecret(20), 6)
	if err != nil {
		t.Fatal(err)
	}
	line := []byte("code: ")
	if got := string(generator.Append(line, 0)); got != "code: 755224" {
		t.Errorf("got %q", got)
	}
}

// A load generator needs ten million codes; none of them may allocate memory.
func TestAppendDoesNotAllocate(t *testing.T) {
	for _, algorithm := range oath.Algorithms() {
		generator, err := oath.NewGenerator(algorithm, rfcSecret(20), 8)
		if err != nil {
			t.Fatal(err)
		}
		buffer, movingFactor := make([]byte, 0, 8), uint64(0)
		if allocations := testing.AllocsPerRun(1000, func() {
			generator.Append(buffer[:0], movingFactor)
			movingFactor++
		}); allocations != 0 {
			t.Errorf("%v: %v allocations per code", algorithm, allocations)
		}
	}
}

func BenchmarkCode(b *testing.B) {
	generator, err := oath.NewGenerator(oath.SHA1, rfcSecret(20), 6)
	if err != nil {
		b.Fatal(err)
	}
	buffer := make([]byte, 0, 8)
	b.ReportAllocs()
	for movingFactor := uint64(0); b.Loop(); movingFactor++ {
		generator.Append(buffer[:0], movingFactor)
	}
}

// Messages name all algorithms.
func TestAlgorithmsAllowed(t *testing.T) {
	algorithms := oath.Algorithms()
	last := len(algorithms) - 1
	text := string(algorithms[0])
	for _, algorithm := range algorithms[1:last] {
		text += ", " + string(algorithm)
	}
	if text += " or " + string(algorithms[last]); text != oath.AlgorithmsAllowed {
		t.Errorf("AlgorithmsAllowed is %q, want %q", oath.AlgorithmsAllowed, text)
	}
}
