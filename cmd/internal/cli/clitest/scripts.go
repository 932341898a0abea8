// Package clitest runs a program's test scripts, testdata/script/*.txtar, as a user would in a
// shell.
package clitest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"etokenpass/internal/golden"
)

// Command implements a script command in addition to testscript's own.
type Command = func(ts *testscript.TestScript, neg bool, args []string)

// RunScripts runs all scripts with additional commands, by name. Each script has its own folders
// for profiles and saved counters. $BIN is the folder of the programs under test. The command
// "status N COMMAND" runs a command and expects exit status N. With the flag -update, the expected
// outputs in the scripts are rewritten.
func RunScripts(t *testing.T, commands map[string]Command) {
	all := map[string]Command{"status": checkStatus}
	for name, command := range commands {
		all[name] = command
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			bin, _, _ := strings.Cut(env.Getenv("PATH"), string(os.PathListSeparator))
			env.Setenv("BIN", bin)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("ETOKENPASS_PROFILE", "")
			env.Setenv("ETOKENPASS_STATE", "")
			env.Setenv("GORACE", os.Getenv("GORACE")) // without it, the race detector delays each exit by a second
			return nil
		},
		Cmds: all,
	})
}

// checkStatus implements "status N COMMAND [ARGUMENT...]", which is like exec but expects exit
// status N.
func checkStatus(ts *testscript.TestScript, neg bool, args []string) {
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
