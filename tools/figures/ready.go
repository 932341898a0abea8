package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	readyStarts = 50
	readyTime   = 50 * time.Millisecond // target
)

// measureReady compares the start of a server, until /readyz has answered, with a Go program that
// does nothing.
func measureReady(ctx context.Context, w *workspace) (figure, error) {
	var ours, empty []time.Duration
	for range readyStarts {
		took, err := w.timeReady(ctx)
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
		if took, err = w.runExpect(ctx, "", w.empty); err != nil {
			return figure{}, err
		}
		empty = append(empty, took)
	}
	return figure{
		what:    "serve, start to ready",
		ours:    formatDuration(median(ours)),
		against: "an empty Go program " + formatDuration(median(empty)),
		ratio:   formatRatio(median(ours).Seconds() / median(empty).Seconds()),
		goal:    "at most " + formatDuration(readyTime),
		reached: yesNo(median(ours) <= readyTime),
		raw:     []string{"ready " + spread(ours), "an empty Go program " + spread(empty)},
	}, nil
}

func (w *workspace) timeReady(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	s, err := w.serve(ctx)
	if err != nil {
		return 0, err
	}
	var health struct{ Status string }
	err = s.answer(ctx, http.MethodGet, "/readyz", nil, &health)
	took := time.Since(start)
	if err == nil && health.Status != "ready" {
		err = fmt.Errorf("/readyz answered %q", health.Status)
	}
	if endErr := s.end(); err == nil {
		err = endErr
	}
	return took, err
}
