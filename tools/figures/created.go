package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

const (
	createTokens = 100_000
	createTime   = 3 * time.Second // target
	createRounds = 3
)

// measureCreate compares the creation of many tokens from one seed file, by one request, with
// reading the same file with import --dry-run. The two are measured alternately.
func measureCreate(ctx context.Context, w *workspace) (figure, error) {
	seeds, err := w.writeTokens(ctx, createTokens)
	if err != nil {
		return figure{}, err
	}
	file := w.path("tokens.csv")
	if err := os.WriteFile(file, seeds, 0o600); err != nil {
		return figure{}, err
	}
	var ours, read []time.Duration
	for range createRounds {
		took, err := w.timeCreate(ctx, seeds)
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
		if took, err = w.run(ctx, func(int, []byte) {}, w.etokenpass, "import", "--dry-run", "--format", "json", file); err != nil {
			return figure{}, err
		}
		read = append(read, took)
	}
	return figure{
		what:    fmt.Sprintf("POST /tokens with a seed file of %d", createTokens),
		ours:    formatDuration(fastest(ours)),
		against: "import --dry-run " + formatDuration(fastest(read)),
		ratio:   formatRatio(fastest(ours).Seconds() / fastest(read).Seconds()),
		goal:    "at most " + formatDuration(createTime),
		reached: yesNo(fastest(ours) <= createTime),
		raw:     []string{"created in " + formatDurations(ours) + "; the fastest counts", "import --dry-run " + formatDurations(read) + "; the fastest counts"},
	}, nil
}

// timeCreate creates the tokens on a new server.
func (w *workspace) timeCreate(ctx context.Context, seeds []byte) (took time.Duration, err error) {
	s, err := w.serve(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	start := time.Now()
	_, err = s.create(ctx, seeds)
	return time.Since(start), err
}
