package main

import (
	"context"
	"fmt"
	"time"
)

const (
	starts      = 200
	startFactor = 4 // the figure to reach
)

// firstCode is what codes prints for the profile demo (RFC 4226 appendix D).
const firstCode = "755224\n"

// measureStart compares codes with a Go program that does nothing: what both
// take is the system's and the runtime's.
func measureStart(ctx context.Context, w *workshop) (figure, error) {
	var ours, empty []time.Duration
	for range starts {
		took, err := w.runFor(ctx, firstCode, w.etokenpass, "codes")
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
		took, err = w.runFor(ctx, "", w.empty)
		if err != nil {
			return figure{}, err
		}
		empty = append(empty, took)
	}
	ratio := median(ours).Seconds() / median(empty).Seconds()
	return figure{
		what:    "codes, start to exit",
		ours:    shown(median(ours)),
		against: "an empty Go program " + shown(median(empty)),
		ratio:   times(ratio),
		goal:    fmt.Sprintf("at most %d times", startFactor),
		reached: verdict(ratio <= startFactor),
		raw:     []string{"codes " + spread(ours), "an empty Go program " + spread(empty)},
	}, nil
}
