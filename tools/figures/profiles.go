package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	manyProfiles = 100_000
	intakeFactor = 3
	intakeRounds = 2
	lookupTime   = time.Second
	lookupRounds = 5
)

// profileSize is the approximate size of an imported profile's file, in bytes.
const profileSize = 350

// measureIntake compares the import of many profiles with writing as many plain files
// without syncing them, alternately. The profiles of the last round are used by the lookups.
// No files are deleted in between: ext4 avoids the inodes of files deleted in the last minutes,
// and creating a file next to 100,000 of them takes ten times as long.
func measureIntake(ctx context.Context, w *workspace) (figure, error) {
	batch := w.path("batch.csv")
	if _, err := w.run(ctx, func(int, []byte) {}, w.etokenpass, "fleet", "--count", strconv.Itoa(manyProfiles),
		"--random-seed", "42", "--as", "csv", "--output", batch); err != nil {
		return figure{}, err
	}
	var ours, plain []time.Duration
	for round := range intakeRounds {
		written, err := timePlainFiles(ctx, w.path(fmt.Sprintf("plain%d", round)))
		if err != nil {
			return figure{}, err
		}
		imported, err := w.timeImport(ctx, batch)
		if err != nil {
			return figure{}, err
		}
		if round < intakeRounds-1 {
			if err := os.Rename(w.profiles(), w.path(fmt.Sprintf("imported%d", round))); err != nil {
				return figure{}, err
			}
		}
		ours, plain = append(ours, imported), append(plain, written)
	}
	ratio := fastest(ours).Seconds() / fastest(plain).Seconds()
	return figure{
		what:    "import of 100,000 profiles",
		ours:    formatDuration(fastest(ours)),
		against: "as many plain files " + formatDuration(fastest(plain)),
		ratio:   formatRatio(ratio),
		goal:    fmt.Sprintf("at most %d times", intakeFactor),
		reached: yesNo(ratio <= intakeFactor),
		raw:     []string{"import " + formatDurations(ours) + "; the fastest counts", "plain files " + formatDurations(plain) + "; the fastest counts"},
	}, nil
}

// timeImport imports a batch into a new profile folder.
func (w *workspace) timeImport(ctx context.Context, batch string) (time.Duration, error) {
	lines := 0
	took, err := w.run(ctx, func(_ int, piece []byte) { lines += bytes.Count(piece, []byte("\n")) }, w.etokenpass, "import", batch)
	if err == nil && lines != manyProfiles {
		err = fmt.Errorf("import printed %d paths; want %d", lines, manyProfiles)
	}
	return took, err
}

// profiles returns the profile folder of the measured programs.
func (w *workspace) profiles() string { return w.path("config/etokenpass/profiles") }

// timePlainFiles returns the time to write the files.
func timePlainFiles(ctx context.Context, folder string) (time.Duration, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, err
	}
	contents := bytes.Repeat([]byte{'\n'}, profileSize)
	start := time.Now()
	for i := range manyProfiles {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("test%08d-0123456789abcdef.yaml", i)), contents, 0o600); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// measureFound finds one of the profiles of measureIntake by its serial.
func measureFound(ctx context.Context, w *workspace) (figure, error) {
	var took []time.Duration
	for range lookupRounds {
		each, err := w.run(ctx, func(int, []byte) {}, w.etokenpass, "codes", "--profile", "TEST00077777")
		if err != nil {
			return figure{}, err
		}
		took = append(took, each)
	}
	return lookupFigure("one profile found among 100,000", took), nil
}

// measureMissing looks for a profile that does not exist and checks that the error reports
// that.
func measureMissing(ctx context.Context, w *workspace) (figure, error) {
	var took []time.Duration
	for range lookupRounds {
		start := time.Now()
		_, err := w.run(ctx, func(int, []byte) {}, w.etokenpass, "codes", "--profile", "TEST00177777")
		took = append(took, time.Since(start))
		if err == nil {
			return figure{}, errors.New("a profile that does not exist was found")
		}
		if !strings.Contains(err.Error(), "no profile has the name or serial TEST00177777") {
			return figure{}, err
		}
	}
	return lookupFigure("  one reported missing", took), nil
}

func lookupFigure(what string, took []time.Duration) figure {
	return figure{
		what:    what,
		ours:    formatDuration(fastest(took)),
		goal:    "below " + formatDuration(lookupTime),
		reached: yesNo(fastest(took) < lookupTime),
		raw:     []string{strings.TrimSpace(what) + " " + formatDurations(took) + "; the fastest counts"},
	}
}
