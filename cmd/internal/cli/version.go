package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// linked can be set when linking: -ldflags "-X etokenpass/cmd/internal/cli.linked=1.2.3".
var linked = ""

// VersionLine is a program's version, that of Go, and the platform.
func VersionLine(program string) string {
	return fmt.Sprintf("%s %s (%s, %s/%s)\n", program, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func version() string {
	if linked != "" {
		return linked
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
