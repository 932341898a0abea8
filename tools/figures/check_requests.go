package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"
)

const (
	checkUsers    = 2000 // of a round: between two codes of a user, those of all others are checked
	checkCodes    = 100  // of each user, more than a round takes
	storedPortion = 0.8  // target, of the store's own rate
)

// measureCheckRequests measures checks over HTTP, in memory. Each is of a code that is right. It
// compares them with a handler that does nothing but answer, under the same load, alternately.
func measureCheckRequests(ctx context.Context, w *workspace) (f figure, err error) {
	f = figure{
		what: "POST /check, in memory",
		goal: fmt.Sprintf("at least %d/s, p99 below %s", codeRate, formatDuration(codeLatency)),
	}
	if w.wrk == "" {
		f.ours = noWrk
		return f, nil
	}
	plain, closePlain, err := servePlain()
	if err != nil {
		return f, err
	}
	defer closePlain()
	s, err := w.start(ctx, "tms", "serve", "--in-memory")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	var peer []load
	ours, err := s.measureChecks(ctx, w, loadConnections, func(logins string) error {
		one, err := w.sendLoad(ctx, plain, logins, loadConnections)
		peer = append(peer, one)
		return err
	})
	if err != nil {
		return f, err
	}
	f.compareLoads(ours, peer)
	f.raw[0] = "checks over HTTP " + formatLoads(ours)
	return f, nil
}

// measureStoredCheckRequests measures checks over HTTP, in SQLite, and compares them with those of as
// many callers that use such a store without a server, alternately.
func measureStoredCheckRequests(ctx context.Context, w *workspace) (f figure, err error) {
	f = figure{what: fmt.Sprintf("POST /check, in SQLite, %d clients", callers), goal: fmt.Sprintf("at least %.1f of the store's own rate", storedPortion)}
	if w.wrk == "" {
		f.ours = noWrk
		return f, nil
	}
	validator, accounts, err := newAccounts(ctx, w.path("own.db"), callers)
	if err != nil {
		return f, err
	}
	defer validator.Store.Close() //nolint:errcheck // each check was stored before it returned
	store := w.path("served.db")
	if _, err := w.run(ctx, func(int, []byte) {}, w.etokenpass, "tms", "init", "--store", store); err != nil {
		return f, err
	}
	s, err := w.start(ctx, "tms", "serve", "--store", store)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	var own []time.Duration
	ours, err := s.measureChecks(ctx, w, callers, func(string) error {
		took, err := timeCallers(func(caller int) error {
			for range callerChecks {
				if err := accounts[caller].login(ctx, validator); err != nil {
					return err
				}
			}
			return nil
		})
		own = append(own, took/roundOfChecks)
		return err
	})
	if err != nil {
		return f, err
	}
	portion := fastest(own).Seconds() / fastestLoad(ours).each.Seconds()
	f.ours, f.against = fastestLoad(ours).String(), "the store itself "+formatRate(perSecond(fastest(own)))
	f.ratio, f.reached = formatRatio(portion), yesNo(portion >= storedPortion)
	f.raw = []string{"checks over HTTP " + formatLoads(ours), "a check of the store itself " + formatNanoseconds(own) + "; the fastest counts"}
	return f, nil
}

// measureChecks measures checks in some rounds, each with users of its own, and the reference after
// each. All codes must have been accepted.
func (s *server) measureChecks(ctx context.Context, w *workspace, connections int, reference func(logins string) error) (all []load, err error) {
	codes, err := firstCodes(checkCodes)
	if err != nil {
		return nil, err
	}
	answered := uint64(0)
	for round := range loadRounds {
		users := make([]string, checkUsers)
		for i := range users {
			users[i] = fmt.Sprintf("user-%d-%04d", round, i)
		}
		if err := s.addUsers(ctx, users); err != nil {
			return nil, err
		}
		logins := w.path(fmt.Sprintf("logins-%d", round))
		if err := writeLogins(logins, users, codes); err != nil {
			return nil, err
		}
		one, err := w.sendLoad(ctx, s.url, logins, connections)
		if err == nil {
			err = reference(logins)
		}
		if err != nil {
			return nil, err
		}
		all, answered = append(all, one), answered+one.requests
	}
	return all, s.checkAccepted(ctx, answered, uint64(2*loadRounds*connections))
}

// firstCodes returns the first codes of the secret.
func firstCodes(count uint64) (codes []string, err error) {
	generator, err := newGenerator()
	for factor := range count {
		codes = append(codes, generator.Code(factor))
	}
	return codes, err
}

// writeLogins writes the checks of all users' first codes, then those of all second ones, and so on.
func writeLogins(path string, users, codes []string) error {
	var file bytes.Buffer
	for _, code := range codes {
		for _, user := range users {
			fmt.Fprintf(&file, "/api/v1/check {\"user\":%q,\"code\":%q}\n", user, code)
		}
	}
	return os.WriteFile(path, file.Bytes(), 0o600)
}

// addUsers imports a token for each user, and assigns it.
func (s *server) addUsers(ctx context.Context, users []string) error {
	var seeds bytes.Buffer
	for _, user := range users {
		fmt.Fprintf(&seeds, "%s, %s, hotp, 6, 0\n", user, secretHex)
	}
	if err := s.answer(ctx, http.MethodPost, "/api/v1/imports", seeds.Bytes(), &struct{}{}); err != nil {
		return err
	}
	shares := slices.Collect(slices.Chunk(users, (len(users)+callers-1)/callers))
	_, err := timeCallers(func(caller int) error {
		if caller >= len(shares) {
			return nil
		}
		for _, user := range shares[caller] {
			if err := s.answer(ctx, http.MethodPost, "/api/v1/assign", fmt.Appendf(nil, `{"serial":%q,"user":%q}`, user, user), &struct{}{}); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// checkAccepted returns an error unless each answer accepted a code. wrk does not count the last
// requests of a round, one or two of each connection.
func (s *server) checkAccepted(ctx context.Context, answered, most uint64) error {
	var list struct {
		Records []struct{ Next, Failures uint64 }
	}
	if err := s.answer(ctx, http.MethodGet, "/api/v1/tokens?limit=10000", nil, &list); err != nil {
		return err
	}
	var accepted, failures uint64
	for _, record := range list.Records {
		accepted, failures = accepted+record.Next, failures+record.Failures
	}
	if failures > 0 || accepted < answered || accepted > answered+most {
		return fmt.Errorf("%d codes were accepted and %d refused for %d answers", accepted, failures, answered)
	}
	return nil
}
