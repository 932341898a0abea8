//go:build !unix

package serving

// forbidCoreDumps does nothing: Windows keeps the memory of a process only where an administrator has
// asked for it.
func forbidCoreDumps() error { return nil }
