package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

const (
	loadRounds  = 3
	codeRate    = 10_000               // target, per second
	codeLatency = 5 * time.Millisecond // target for the 99th percentile
	codeTokens  = 10_000
	codeMemory  = 150 << 10 // target, in KiB
)

// measureCodeRequests measures the codes of one token over HTTP. Its clock is virtual, so that each
// request shows a new code.
func measureCodeRequests(ctx context.Context, w *workspace) (figure, error) {
	f := figure{
		what: "POST …/code, one token",
		goal: fmt.Sprintf("at least %d/s, p99 below %s", codeRate, formatDuration(codeLatency)),
	}
	_, err := w.measureCodes(ctx, &f, 1)
	return f, err
}

// measureManyTokens measures the codes of many tokens in turn, and the server's memory.
func measureManyTokens(ctx context.Context, w *workspace) (figure, error) {
	f := figure{
		what: fmt.Sprintf("  of %d tokens in turn", codeTokens),
		goal: fmt.Sprintf("the same, below %d MiB", codeMemory>>10),
	}
	peak, err := w.measureCodes(ctx, &f, codeTokens)
	if err != nil || f.ours == noWrk {
		return f, err
	}
	f.ours += ", " + formatMemory(peak)
	if peak > codeMemory {
		f.reached = yesNo(false)
	}
	return f, nil
}

// measureCodes fills in a figure with the codes of a number of tokens. It compares them with a
// handler that does nothing but answer, under the same load, alternately. peak is the server's
// peak memory in KiB, or 0 if it is unknown.
func (w *workspace) measureCodes(ctx context.Context, f *figure, tokens int) (peak int, err error) {
	if w.wrk == "" {
		f.ours = noWrk
		return 0, nil
	}
	seeds, err := w.writeTokens(ctx, tokens)
	if err != nil {
		return 0, err
	}
	plain, closePlain, err := servePlain()
	if err != nil {
		return 0, err
	}
	defer closePlain()
	s, err := w.serve(ctx, "--clock", "virtual")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	created, err := s.create(ctx, seeds)
	if err != nil {
		return 0, err
	}
	paths, err := w.writePaths("paths", created)
	if err != nil {
		return 0, err
	}

	var ours, peer []load
	var answered uint64
	for range loadRounds {
		one, err := w.sendLoad(ctx, s.url, paths, loadConnections)
		if err != nil {
			return 0, err
		}
		ours, answered = append(ours, one), answered+one.requests
		if one, err = w.sendLoad(ctx, plain, paths, loadConnections); err != nil {
			return 0, err
		}
		peer = append(peer, one)
	}
	if err := s.checkCodes(ctx, answered); err != nil {
		return 0, err
	}
	peak, _ = peakMemory(s.cmd.Process.Pid)
	f.compareLoads(ours, peer)
	return peak, nil
}

func (f *figure) compareLoads(ours, peer []load) {
	our, their := fastestLoad(ours), fastestLoad(peer)
	f.ours = our.String()
	f.against = "a plain handler " + their.String()
	f.ratio = formatRatio(our.each.Seconds() / their.each.Seconds())
	f.reached = yesNo(perSecond(our.each) >= codeRate && our.p99 < codeLatency)
	f.raw = []string{"codes over HTTP " + formatLoads(ours), "a plain handler " + formatLoads(peer)}
}

// checkCodes returns an error unless each answer was a code of its own. At the end of a round, wrk
// does not wait for the answers to its last requests, one of each connection.
func (s *server) checkCodes(ctx context.Context, answered uint64) error {
	made, err := s.codes(ctx)
	if err == nil && (made < answered || made > answered+loadRounds*loadConnections) {
		err = fmt.Errorf("the tokens made %d codes for %d answers", made, answered)
	}
	return err
}

// plainAnswer is as long as the answer to POST …/code.
const plainAnswer = `{"code":"755224","moving_factor":0,"counter":1,"serial":"TEST00000001","seq":1}` + "\n"

// servePlain serves the least that a server of such answers must do, with net/http.
func servePlain() (url string, closePlain func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	plain := &http.Server{
		ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(plainAnswer)) // wrk reports what did not arrive
		}),
	}
	go func() { _ = plain.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = plain.Close() }, nil
}
