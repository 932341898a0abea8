package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

const (
	callers       = 32
	callerChecks  = 500 // of each caller in a round
	callerRounds  = 3
	callerRate    = 20_000 // target, per second, unless the disk is slow
	callerFactor  = 10     // target for a slow disk
	diskSyncs     = 1000
	roundOfChecks = callers * callerChecks
)

// measureCallers compares the checks of many callers at the same time, in SQLite, with bare
// transactions of the same driver and with the disk's own synchronisations. The three are
// measured alternately.
func measureCallers(ctx context.Context, w *workspace) (figure, error) {
	validator, accounts, err := newAccounts(ctx, w.path("callers.db"), callers)
	if err != nil {
		return figure{}, err
	}
	defer validator.Store.Close() //nolint:errcheck // each check was stored before it returned
	baseline, err := openBare(w.path("bare.db"), callers)
	if err != nil {
		return figure{}, err
	}
	var ours, bare, syncs []time.Duration
	for range callerRounds {
		took, err := timeSyncs(w.path("synced"))
		if err != nil {
			return figure{}, err
		}
		syncs = append(syncs, took/diskSyncs)
		if took, err = timeCallers(baseline.work); err != nil {
			return figure{}, err
		}
		bare = append(bare, took/roundOfChecks)
		took, err = timeCallers(func(caller int) error {
			for range callerChecks {
				if err := accounts[caller].login(ctx, validator); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took/roundOfChecks)
	}
	if err := baseline.close(callerRounds * callerChecks); err != nil {
		return figure{}, err
	}
	return callersFigure(ours, bare, syncs), nil
}

func callersFigure(ours, bare, syncs []time.Duration) figure {
	rate, disk := perSecond(fastest(ours)), perSecond(fastest(syncs))
	return figure{
		what:    fmt.Sprintf("checks in SQLite, %d callers", callers),
		ours:    formatRate(rate),
		against: fmt.Sprintf("bare transactions %s, the disk %s", formatRate(perSecond(fastest(bare))), formatRate(disk)),
		ratio:   fmt.Sprintf("%s, %s", formatRatio(fastest(ours).Seconds()/fastest(bare).Seconds()), formatRatio(rate/disk)),
		goal:    fmt.Sprintf("at least %d/s or %d times the disk", callerRate, callerFactor),
		reached: yesNo(rate >= min(callerRate, callerFactor*disk)),
		raw: []string{
			"a check " + formatNanoseconds(ours) + "; the fastest counts",
			"a bare transaction's part " + formatNanoseconds(bare) + "; the fastest counts",
			"a synchronisation of the disk " + formatNanoseconds(syncs) + "; the fastest counts",
		},
	}
}

// timeCallers runs a function for all callers at the same time, and returns the time
// until the last one is done.
func timeCallers(work func(caller int) error) (time.Duration, error) {
	failures := make([]error, callers)
	var group sync.WaitGroup
	start := time.Now()
	for caller := range callers {
		group.Go(func() { failures[caller] = work(caller) })
	}
	group.Wait()
	return time.Since(start), errors.Join(failures...)
}

// timeSyncs writes a page to the same place of a file again and again, each time down to the
// disk.
func timeSyncs(path string) (time.Duration, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	page := bytes.Repeat([]byte{1}, 4096)
	write := func() error {
		if _, err := file.WriteAt(page, 0); err != nil {
			return err
		}
		return syncData(file)
	}
	err = write() // with the file's size, once
	start := time.Now()
	for i := 0; i < diskSyncs && err == nil; i++ {
		err = write()
	}
	return time.Since(start), errors.Join(err, file.Close())
}
