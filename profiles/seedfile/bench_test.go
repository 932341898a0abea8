package seedfile_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// A batch may have a million tokens, so what counts is the work for each of them.
func BenchmarkReadCSV(b *testing.B) {
	const tokens = 100_000
	fleet := seedfile.Fleet{Prefix: "TEST", Seed: "42", Like: seedfile.Token{Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}}
	var file bytes.Buffer
	writer, err := seedfile.NewWriter(&file, seedfile.CSV, seedfile.Protection{})
	if err != nil {
		b.Fatal(err)
	}
	for token, err := range fleet.Tokens(tokens) {
		if err := errors.Join(err, writer.Write(token)); err != nil {
			b.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		reader, err := seedfile.NewReader(bytes.NewReader(file.Bytes()), "fleet.csv", seedfile.Options{})
		if err != nil {
			b.Fatal(err)
		}
		read := 0
		for _, err = reader.Next(); err == nil; _, err = reader.Next() {
			read++
		}
		if read != tokens || !errors.Is(err, io.EOF) {
			b.Fatalf("%d tokens, then %v", read, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tokens, "ns/token")
}
