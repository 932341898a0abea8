package seedfile

import "testing"

// FewIterations makes writers derive keys quickly for the duration of a test.
func FewIterations(t testing.TB) {
	before := pbkdf2Iterations
	pbkdf2Iterations = 10
	t.Cleanup(func() { pbkdf2Iterations = before })
}
