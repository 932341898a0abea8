package main

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"testing"

	"etokenpass/firmware/oath"
)

const (
	libraryRounds = 3
	libraryFactor = 1.5 // target
)

// measureLibrary compares one code with two SHA-1 compressions, the least that
// HMAC-SHA-1 needs once the key is hashed.
func measureLibrary(ctx context.Context, _ *workspace) (figure, error) {
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	if code := generator.Code(0); code != "755224" {
		return figure{}, fmt.Errorf("the first code is %s; want 755224 (RFC 4226)", code)
	}
	var ours, baseline []float64
	var allocations int64
	for range libraryRounds {
		if ctx.Err() != nil {
			return figure{}, ctx.Err()
		}
		result := testing.Benchmark(func(b *testing.B) { benchmarkCode(b, generator) })
		ours = append(ours, nanoseconds(result))
		allocations = max(allocations, result.AllocsPerOp())
		baseline = append(baseline, nanoseconds(testing.Benchmark(benchmarkCompressions)))
	}
	return libraryFigure(ours, baseline, allocations), nil
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

// nanoseconds returns the time of one operation, with the fraction that NsPerOp drops.
func nanoseconds(r testing.BenchmarkResult) float64 {
	return float64(r.T.Nanoseconds()) / float64(r.N)
}

func libraryFigure(ours, baseline []float64, allocations int64) figure {
	code, compressions := fastest(ours), fastest(baseline)
	ratio := code / compressions
	return figure{
		what:    "one code in the library, one core",
		ours:    fmt.Sprintf("%.1f ns, %d allocations", code, allocations),
		against: fmt.Sprintf("two SHA-1 compressions %.1f ns", compressions),
		ratio:   formatRatio(ratio),
		goal:    fmt.Sprintf("at most %.1f times, no allocation", libraryFactor),
		reached: yesNo(allocations == 0 && ratio <= libraryFactor),
		raw: []string{
			"a code" + formatTenths(ours) + " ns; the fastest counts",
			"two compressions" + formatTenths(baseline) + " ns; the fastest counts",
		},
	}
}

func formatTenths(numbers []float64) (list string) {
	for _, number := range numbers {
		list += fmt.Sprintf(" %.1f", number)
	}
	return list
}
