// Command figures measures the figures that the project promises and prints
// them as one table. Our time stands beside that of a peer or a yardstick,
// measured in the same run on the same machine and in turns with ours, because
// an absolute time says more about the machine than about the program.
//
// A figure that is missed is shown, not punished: the exit status is 0. It is 1
// when something cannot be built or run, or gives a wrong answer.
//
// It is run from the root of the repository, as make bench does:
//
//	go run ./tools/figures
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "figures: error:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	figures, err := measureAll(ctx)
	if err != nil {
		return err
	}
	return printFigures(os.Stdout, figures)
}

// measureAll measures one figure after the other: two at once would disturb
// each other.
func measureAll(ctx context.Context) (figures []figure, err error) {
	announce("building")
	w, err := newWorkshop(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closing := w.close(); err == nil {
			err = closing
		}
	}()
	for _, measurement := range []struct {
		name    string
		measure func(context.Context, *workshop) (figure, error)
	}{
		{"ten million codes through a pipe", measureSequence},
		{"memory", measureMemory},
		{"one code in the library", measureLibrary},
		{"codes, start to exit", measureStart},
		{"press, start to exit", measurePress},
		{"a million presses on a virtual clock", measurePlay},
		{"a million tokens, made", measureFleet},
		{"a million tokens, read back", measureFleetImport},
		{"a press in the window, painted", measurePaint},
		{"the window, start to first frame", measureWindowStart},
		{"the window at rest", measureWindowIdle},
	} {
		announce("measuring " + measurement.name)
		f, err := measurement.measure(ctx, w)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", measurement.name, err)
		}
		figures = append(figures, f)
	}
	return figures, nil
}

func announce(what string) { fmt.Fprintln(os.Stderr, "figures:", what, "…") }
