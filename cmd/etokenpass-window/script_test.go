package main

import (
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/cli/clitest"
	"etokenpass/device"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"etokenpass-window": func() {
		a := cli.NewApp()
		os.Exit(run(a, func(s windowSettings) error { return describe(a.Out, s) }, os.Args[1:]))
	}})
}

// describe prints the tokens and settings of a window instead of showing it, and writes a line to
// the transcript.
func describe(w io.Writer, s windowSettings) error {
	for _, each := range s.tokens {
		counter, err := each.memory.Update(func(counter uint64) (uint64, error) { return counter + 1, nil })
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "token %s, counter %d\n", each.profile.Serial, counter); err != nil {
			return err
		}
	}
	if s.transcript != nil {
		s.transcript.Record(device.Event{Snapshot: device.Snapshot{Serial: "W-1", LCD: "755224"}})
	}
	_, err := fmt.Fprintf(s.out, "speed %d, scale %g, upside down %v, screenshot %q of %s\n",
		s.speed, s.scale, s.upsideDown, s.screenshot, s.pictured)
	return err
}

func TestScripts(t *testing.T) { clitest.RunScripts(t, nil) }
