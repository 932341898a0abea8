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

// The secret of RFC 4226 appendix D, which is also that of the demo token.
const secretHex = "3132333435363738393031323334353637383930"

const (
	sequence       = 10_000_000
	sequenceRounds = 2
	sequenceFactor = 6 // target
)

// outputDigest reduces a program's output to what a comparison needs.
type outputDigest struct {
	lines  int
	digest hash.Hash
}

func (p *outputDigest) read(_ int, piece []byte) {
	p.lines += bytes.Count(piece, []byte{'\n'})
	p.digest.Write(piece)
}

// measureSequence compares the time etokenpass and oathtool take for the same ten
// million codes.
func measureSequence(ctx context.Context, w *workspace) (figure, error) {
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

// timeSequence runs a program and checks that it prints the same codes as the run
// before it, whose digest is nil for the first run.
func (w *workspace) timeSequence(ctx context.Context, digest *[]byte, program string, args ...string) (time.Duration, error) {
	output := outputDigest{digest: sha256.New()}
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
		return 0, errors.New(commandLine(program, args) + " printed different codes from the previous run")
	}
	return took, nil
}

func sequenceFigure(ours, peer []time.Duration) figure {
	f := figure{
		what: fmt.Sprintf("codes --count %d to a pipe", sequence),
		ours: rate(fastest(ours)),
		goal: fmt.Sprintf("at least %d times oathtool", sequenceFactor),
		raw:  []string{"etokenpass " + formatDurations(ours) + "; the fastest counts"},
	}
	if len(peer) == 0 {
		f.against = noOathtool
		return f
	}
	ratio := fastest(peer).Seconds() / fastest(ours).Seconds()
	f.against = "oathtool " + rate(fastest(peer))
	f.ratio = formatRatio(ratio)
	f.reached = yesNo(ratio >= sequenceFactor)
	f.raw = append(f.raw, "oathtool "+formatDurations(peer)+"; the fastest counts; all outputs have the same SHA-256")
	return f
}

func rate(took time.Duration) string {
	return fmt.Sprintf("%.2f million codes/s", sequence/took.Seconds()/1e6)
}
