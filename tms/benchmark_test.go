package tms_test

import (
	"context"
	"testing"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// The codes of the benchmark are computed beforehand, so that it measures the validator alone,
// journal entry included.
func BenchmarkVerify(b *testing.B) {
	validator, err := tms.New(tms.NewMemory(make([]byte, 32)), tms.DefaultPolicy)
	if err != nil {
		b.Fatal(err)
	}
	ctx, call := context.Background(), tms.Call{Time: noon}
	if _, err := validator.Import(ctx, call, false, eventToken("1", 0)); err != nil {
		b.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, "1", "anna", tms.Assignment{}); err != nil {
		b.Fatal(err)
	}
	generator, err := oath.NewGenerator(oath.SHA1, []byte(rfcSecret), 6)
	if err != nil {
		b.Fatal(err)
	}
	var all []byte // one text, because the garbage collector would follow each of many
	for i := range b.N {
		all = generator.Append(all, uint64(i))
	}
	codes := string(all)
	b.ReportAllocs()
	b.ResetTimer()
	for ; codes != ""; codes = codes[6:] {
		code := codes[:6]
		if entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code}); err != nil || entry.Result != tms.Accepted {
			b.Fatal(entry.Result, err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "checks/s")
}
