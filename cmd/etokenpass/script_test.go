package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/cli/clitest"
)

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == cli.WindowProgram { // not a testscript command: scripts need it to be missing
		os.Exit(windowWithoutDisplay(os.Args[1:]))
	}
	testscript.Main(m, map[string]func(){"etokenpass": main})
}

// windowWithoutDisplay is etokenpass-window without the window: it only parses the command line.
func windowWithoutDisplay(args []string) int {
	a := cli.NewApp()
	return a.Run(args, func() *cobra.Command {
		root := cli.NewWindowCommand(a, cli.WindowProgram, func(*cobra.Command, *cli.WindowOptions) error { return nil })
		cli.SetUp(root, a)
		return root
	})
}

func TestScripts(t *testing.T) {
	clitest.RunScripts(t, map[string]clitest.Command{"large": largeFile, "sql": runSQL, "lock": lockStore, "http": request})
}

// largeFile implements the script command "large FILE", which writes 10 MiB of YAML comments.
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
