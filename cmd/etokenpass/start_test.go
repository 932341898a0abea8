package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What one of our packages may allocate before main runs: room for small tables. Every command
// waits for it.
const (
	initBytes  = 12_000
	initAllocs = 80
)

// initialized is the line of the runtime for a package of ours.
var initialized = regexp.MustCompile(`(?m)^init (etokenpass/\S+) @.*, (\d+) bytes, (\d+) allocs$`)

// The packages leave costly work until a command needs it (sync.OnceValue): codes takes a few
// milliseconds, and runs a thousand times in a test suite. Allocations are counted because times
// depend on the machine.
func TestPackagesStartLight(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	start := exec.CommandContext(t.Context(), self, "-test.run=^$") // no test
	start.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := start.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, trace)
	}
	packages := initialized.FindAllStringSubmatch(string(trace), -1)
	if len(packages) == 0 {
		t.Fatalf("no package of ours is in the trace:\n%s", trace)
	}
	for _, found := range packages {
		if strings.HasPrefix(found[1], "etokenpass/cmd/etokenpass") {
			continue // the variables of tests
		}
		bytes, _ := strconv.Atoi(found[2])
		allocs, _ := strconv.Atoi(found[3])
		if bytes > initBytes || allocs > initAllocs {
			t.Errorf("%s allocates %d bytes %d times before main; want at most %d bytes %d times", found[1], bytes, allocs, initBytes, initAllocs)
		}
	}
}
