package main

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"etokenpass/firmware/oath"
)

const (
	libraryRounds = 3
	libraryLimit  = 150 * time.Nanosecond // where a block of SHA-1 takes 29 ns, which is
	libraryFactor = 2.6                   // times two blocks on any machine
)

// measureLibrary compares one code with the two compressions that HMAC-SHA-1
// cannot do without once the key is hashed.
func measureLibrary(ctx context.Context, _ *workshop) (figure, error) {
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	if code := generator.Code(0); code != "755224" {
		return figure{}, fmt.Errorf("the first code is %s; RFC 4226 says 755224", code)
	}
	var ours, yardstick []float64
	var allocations int64
	for range libraryRounds {
		if ctx.Err() != nil {
			return figure{}, ctx.Err()
		}
		result := testing.Benchmark(func(b *testing.B) { benchmarkCode(b, generator) })
		ours = append(ours, nanoseconds(result))
		allocations = max(allocations, result.AllocsPerOp())
		yardstick = append(yardstick, nanoseconds(testing.Benchmark(benchmarkCompressions)))
	}
	return libraryFigure(ours, yardstick, allocations), nil
}

func newGenerator() (*oath.Generator, error) {
	secret, err := hex.DecodeString(secretHex)
	if err != nil {
		return nil, err
	}
	return oath.NewGenerator(oath.SHA1, secret, 6)
}

func benchmarkCode(b *testing.B, generator *oath.Generator) {
	buffer := make([]byte, 0, oath.MaxDigits)
	for movingFactor := uint64(0); b.Loop(); movingFactor++ {
		generator.Append(buffer[:0], movingFactor)
	}
}

func benchmarkCompressions(b *testing.B) {
	h := sha1.New()
	block := make([]byte, sha1.BlockSize)
	for b.Loop() {
		h.Write(block)
		h.Write(block)
	}
}

// nanoseconds of one operation, with the fraction that NsPerOp drops.
func nanoseconds(r testing.BenchmarkResult) float64 {
	return float64(r.T.Nanoseconds()) / float64(r.N)
}

func libraryFigure(ours, yardstick []float64, allocations int64) figure {
	code, compressions := best(ours), best(yardstick)
	ratio := code / compressions
	f := figure{
		what:    "one code in the library, one core",
		ours:    fmt.Sprintf("%.1f ns, %d allocations", code, allocations),
		against: fmt.Sprintf("two SHA-1 compressions %.1f ns", compressions),
		ratio:   times(ratio),
		goal:    fmt.Sprintf("below %v or at most %.1f times, no allocation", libraryLimit, libraryFactor),
		raw: []string{
			"a code" + tenths(ours) + " ns; the best counts",
			"two compressions" + tenths(yardstick) + " ns; the best counts",
		},
	}
	limit, factor := code < float64(libraryLimit.Nanoseconds()), ratio <= libraryFactor
	switch {
	case allocations > 0 || !limit && !factor:
		f.reached = verdict(false)
	case limit && factor:
		f.reached = verdict(true) + ", both"
	case limit:
		f.reached = verdict(true) + ", the time"
	default:
		f.reached = verdict(true) + ", the ratio"
	}
	return f
}

func tenths(numbers []float64) (list string) {
	for _, number := range numbers {
		list += fmt.Sprintf(" %.1f", number)
	}
	return list
}
