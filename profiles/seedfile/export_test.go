package seedfile

import "testing"

// FewIterations makes writers derive keys quickly for the duration of a test.
func FewIterations(t testing.TB) {
	before := pbkdf2Iterations
	pbkdf2Iterations = 10
	t.Cleanup(func() { pbkdf2Iterations = before })
}

// SmallBatches lowers the limits of a batch for the duration of a test.
func SmallBatches(t testing.TB, tokens, bytes int) {
	maxBatch, maxBatchBytes = tokens, bytes
	t.Cleanup(func() { maxBatch, maxBatchBytes = MaxBatch, MaxBatchBytes })
}
