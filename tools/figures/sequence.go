package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"time"
)

// The secret of RFC 4226 appendix D, which the profile demo has too.
const secretHex = "3132333435363738393031323334353637383930"

const (
	sequence       = 10_000_000
	sequenceRounds = 2
	sequenceFactor = 4 // the figure to reach
)

// printed is what a program printed, as far as comparing needs it.
type printed struct {
	lines  int
	digest hash.Hash
}

func (p *printed) read(_ int, piece []byte) {
	p.lines += bytes.Count(piece, []byte{'\n'})
	p.digest.Write(piece)
}

// measureSequence compares the same ten million codes from us and from oathtool.
func measureSequence(ctx context.Context, w *workshop) (figure, error) {
	ourArgs := []string{"codes", "--count", strconv.Itoa(sequence)}
	peerArgs := []string{"-w", strconv.Itoa(sequence - 1), secretHex} // -w N prints N+1 codes
	var ours, peer []time.Duration
	var digest []byte
	for range sequenceRounds {
		took, err := w.timeSequence(ctx, &digest, w.etokenpass, ourArgs...)
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
		if w.oathtool == "" {
			continue
		}
		took, err = w.timeSequence(ctx, &digest, w.oathtool, peerArgs...)
		if err != nil {
			return figure{}, err
		}
		peer = append(peer, took)
	}
	return sequenceFigure(ours, peer), nil
}

// timeSequence runs a program and compares its codes with those that came before.
func (w *workshop) timeSequence(ctx context.Context, digest *[]byte, program string, args ...string) (time.Duration, error) {
	output := printed{digest: sha256.New()}
	took, err := w.run(ctx, output.read, program, args...)
	if err != nil {
		return 0, err
	}
	if output.lines != sequence {
		return 0, fmt.Errorf("%s printed %d lines; want %d", commandLine(program, args), output.lines, sequence)
	}
	sum := output.digest.Sum(nil)
	if *digest == nil {
		*digest = sum
	}
	if !bytes.Equal(*digest, sum) {
		return 0, errors.New(commandLine(program, args) + " printed other codes than the run before it")
	}
	return took, nil
}

func sequenceFigure(ours, peer []time.Duration) figure {
	f := figure{
		what: fmt.Sprintf("codes --count %d to a pipe", sequence),
		ours: rate(best(ours)),
		goal: fmt.Sprintf("at least %d times oathtool", sequenceFactor),
		raw:  []string{"etokenpass " + listed(ours) + "; the best counts"},
	}
	if len(peer) == 0 {
		f.against = noOathtool
		return f
	}
	ratio := best(peer).Seconds() / best(ours).Seconds()
	f.against = "oathtool " + rate(best(peer))
	f.ratio = times(ratio)
	f.reached = verdict(ratio >= sequenceFactor)
	f.raw = append(f.raw, "oathtool "+listed(peer)+"; the best counts; the SHA-256 of all outputs is the same")
	return f
}

func rate(took time.Duration) string {
	return fmt.Sprintf("%.2f million codes/s", sequence/took.Seconds()/1e6)
}
