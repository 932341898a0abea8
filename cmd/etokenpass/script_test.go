package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the outputs that scripts compare with anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"etokenpass": main})
}

// TestScripts runs each script of testdata/script as a user at a shell would,
// with folders of its own for profiles and saved counters.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("ETOKENPASS_PROFILE", "")
			env.Setenv("GORACE", os.Getenv("GORACE")) // or each command lingers for a second under the race detector
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": exitStatusIs,
			"large":  largeFile,
		},
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
		got = string(rune('0' + exit.ExitCode()))
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// largeFile is: large FILE, which writes 10 MB of YAML comment.
func largeFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: large FILE")
	}
	line := []byte("# ten megabytes\n")
	data := make([]byte, 0, 10<<20)
	for len(data) < 10<<20 {
		data = append(data, line...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}
