// Command figures measures the project's performance targets and prints the
// results as one table. Each time is shown beside that of a peer or a baseline,
// measured alternately with ours in the same run on the same machine, because an
// absolute time says more about the machine than about the program.
//
// A missed target is shown, but is not an error: the exit status is 0. It is 1 if
// something cannot be built or run, or prints a wrong result.
//
// Run it from the root of the repository, as make bench does:
//
//	go run ./tools/figures
//
// Given words, it measures only what has one of them in its name:
//
//	go run ./tools/figures "over HTTP" server
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
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

	figures, err := measureAll(ctx, os.Args[1:])
	if err != nil {
		return err
	}
	return printFigures(os.Stdout, figures)
}

// measureAll takes the measurements one after the other, so that they do not
// disturb each other. It takes those whose names contain one of the words, or all
// if there are no words.
func measureAll(ctx context.Context, words []string) (figures []figure, err error) {
	progress("building")
	w, err := newWorkspace(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := w.close(); err == nil {
			err = closeErr
		}
	}()
	for _, measurement := range []struct {
		name    string
		measure func(context.Context, *workspace) (figure, error)
	}{
		{"ten million codes through a pipe", measureSequence},
		{"the memory for ten million codes", measureMemory},
		{"one code in the library", measureLibrary},
		{"codes, start to exit", measureStart},
		{"press, start to exit", measurePress},
		{"a million presses on a virtual clock", measurePlay},
		{"a fleet of a million tokens", measureFleet},
		{"import of a million tokens", measureFleetImport},
		{"import of a million tokens into SQLite", measureStoreImport},
		{"checks of random tokens among them", measureRandomCheck},
		{"checks in memory", measureChecks},
		{"checks of many callers in SQLite", measureCallers},
		{"codes of one token over HTTP", measureCodeRequests},
		{"codes of ten thousand tokens over HTTP", measureManyTokens},
		{"a hundred thousand tokens created over HTTP", measureCreate},
		{"the server, start to ready", measureReady},
		{"saved codes of many clients over HTTP", measureSavedCodes},
		{"presses on the page, painted", measurePagePress("real")},
		{"presses on the page with a virtual clock, painted", measurePagePress("virtual")},
		{"checks over HTTP, in memory", measureCheckRequests},
		{"checks over HTTP, in SQLite", measureStoredCheckRequests},
		{"a press in the window, painted", measurePaint},
		{"the window, start to first frame", measureWindowStart},
		{"the window at rest", measureWindowIdle},
		{"import of a hundred thousand profiles", measureIntake}, // last, because many profiles slow down every start
		{"one profile found among them", measureFound},
		{"one reported missing among them", measureMissing},
	} {
		isMeant := func(word string) bool { return strings.Contains(measurement.name, word) }
		if len(words) > 0 && !slices.ContainsFunc(words, isMeant) {
			continue
		}
		progress("measuring " + measurement.name)
		f, err := measurement.measure(ctx, w)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", measurement.name, err)
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// progress prints the current step to standard error.
func progress(what string) { fmt.Fprintln(os.Stderr, "figures:", what, "…") }
