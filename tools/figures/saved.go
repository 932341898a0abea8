package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	savedCodes  = 100 // of each client in a round
	savedRounds = 3
	savedFactor = 1.25 // target, as for press
)

// measureSavedCodes compares the codes of many clients, each with a token of its own whose counter
// is saved, with as many minimal durable writes at the same time. It also shows how often the disk
// synchronises one file. The three are measured alternately.
func measureSavedCodes(ctx context.Context, w *workspace) (f figure, err error) {
	seeds, err := w.writeTokens(ctx, callers)
	if err != nil {
		return figure{}, err
	}
	s, err := w.serve(ctx, "--clock", "virtual", "--state="+w.path("saved"))
	if err != nil {
		return figure{}, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	paths, err := s.create(ctx, seeds)
	if err != nil {
		return figure{}, err
	}
	folder := w.path("written")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return figure{}, err
	}
	const codes = callers * savedCodes
	var ours, writes, syncs []time.Duration
	for round := range savedRounds {
		took, err := timeSyncs(w.path("synced"))
		if err != nil {
			return figure{}, err
		}
		syncs = append(syncs, took/diskSyncs)
		took, err = timeCallers(func(caller int) error {
			target := filepath.Join(folder, strconv.Itoa(caller))
			for range savedCodes {
				if _, err := timeDurableWrite(target); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return figure{}, err
		}
		writes = append(writes, took/codes)
		took, err = timeCallers(func(caller int) error { return s.useToken(ctx, paths[caller], uint64(round*savedCodes)) })
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took/codes)
	}
	return savedFigure(ours, writes, syncs), nil
}

// useToken makes the codes of one client in a round, and checks that they follow one another.
func (s *server) useToken(ctx context.Context, path string, counter uint64) error {
	for i := range uint64(savedCodes) {
		var code struct{ Counter uint64 }
		if err := s.answer(ctx, http.MethodPost, path, nil, &code); err != nil {
			return err
		}
		if want := counter + i + 1; code.Counter != want {
			return fmt.Errorf("POST %s answered with the counter %d; want %d", path, code.Counter, want)
		}
	}
	return nil
}

func savedFigure(ours, writes, syncs []time.Duration) figure {
	ratio := fastest(ours).Seconds() / fastest(writes).Seconds()
	return figure{
		what:    fmt.Sprintf("POST …/code with saved state, %d clients", callers),
		ours:    formatRate(perSecond(fastest(ours))),
		against: fmt.Sprintf("as many durable writes %s, the disk %s", formatRate(perSecond(fastest(writes))), formatRate(perSecond(fastest(syncs)))),
		ratio:   formatRatio(ratio) + ", " + formatRatio(fastest(syncs).Seconds()/fastest(ours).Seconds()),
		goal:    fmt.Sprintf("as fast as these writes (at most %v times)", savedFactor),
		reached: yesNo(ratio <= savedFactor),
		raw: []string{
			"a code " + formatNanoseconds(ours) + "; the fastest counts",
			"a durable write " + formatNanoseconds(writes) + "; the fastest counts",
			"a synchronisation of the disk " + formatNanoseconds(syncs) + "; the fastest counts",
		},
	}
}
