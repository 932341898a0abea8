package seedfile

import "testing"

// FewIterations makes writers derive keys in a moment.
func FewIterations(t testing.TB) {
	before := pbkdf2Iterations
	pbkdf2Iterations = 10
	t.Cleanup(func() { pbkdf2Iterations = before })
}

// SmallBatches makes batches full that hold so much, for one test.
func SmallBatches(t testing.TB, tokens, bytes int) {
	maxBatch, maxBatchBytes = tokens, bytes
	t.Cleanup(func() { maxBatch, maxBatchBytes = MaxBatch, MaxBatchBytes })
}
