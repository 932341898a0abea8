// Package clitest runs a program's scripts, testdata/script/*.txtar, as a user at
// a shell would.
package clitest

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the outputs that scripts compare with anew")

// Command is a command of scripts, beside testscript's own.
type Command = func(ts *testscript.TestScript, neg bool, args []string)

// RunScripts runs each script with folders of its own for profiles and saved
// counters. $BIN is the folder of the programs under test.
func RunScripts(t *testing.T, commands map[string]Command) {
	all := map[string]Command{"status": exitStatusIs}
	for name, command := range commands {
		all[name] = command
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			bin, _, _ := strings.Cut(env.Getenv("PATH"), string(os.PathListSeparator))
			env.Setenv("BIN", bin)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("ETOKENPASS_PROFILE", "")
			env.Setenv("GORACE", os.Getenv("GORACE")) // or each command lingers for a second under the race detector
			return nil
		},
		Cmds: all,
	})
}

// exitStatusIs is: status N COMMAND [ARGUMENT...], which runs a command and
// wants that exit status; stdin, stdout and stderr are as with exec.
func exitStatusIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND [ARGUMENT...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
