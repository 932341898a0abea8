//go:build unix && !linux

package serving

// forbidCoreDumps keeps the memory of this process, with its secrets, out of files: a core dump would
// contain them. The command that the server runs inherits this limit, and may raise it again.
func forbidCoreDumps() error { return limitCoreDumps() }
