package seedfile

import "testing"

// FewIterations makes writers derive keys in a moment.
func FewIterations(t testing.TB) {
	before := pbkdf2Iterations
	pbkdf2Iterations = 10
	t.Cleanup(func() { pbkdf2Iterations = before })
}
