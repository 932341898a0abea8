package seedfile

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"etokenpass/profiles"
)

// A [Batch] holds so many tokens, and so many bytes of them.
const (
	MaxBatch      = 5_000_000
	MaxBatchBytes = 512 << 20
)

// Tests take less.
var maxBatch, maxBatchBytes = MaxBatch, MaxBatchBytes

// commonBytes is about what an entry of common takes beside its texts.
const commonBytes = 400

// block is how many bytes are allocated at a time, so that a growing batch is never
// copied.
const block = 1 << 20

// Batch holds many tokens in some forty bytes each, as far as they have the rest in
// common, so that a file can be seen whole
// before anything is done with its tokens. The zero value is empty.
type Batch struct {
	blocks [][]byte
	common []common
	number map[common]uint64 // of each in common
	count  int
	bytes  int   // of all of it, about
	known  known // of repeated serials
}

// common is what the tokens of a batch mostly have in common.
type common struct {
	file, model, manufacturer, warnings string
	kind                                profiles.Type
	algorithm                           profiles.Algorithm
	digits                              int
	first                               uint64
	step                                time.Duration
	epoch                               time.Time // in UTC
	drift                               int
}

// Len is how many tokens there are.
func (b *Batch) Len() int { return b.count }

// HasType reports whether one of the tokens is of the type.
func (b *Batch) HasType(kind profiles.Type) bool {
	return slices.ContainsFunc(b.common, func(c common) bool { return c.kind == kind })
}

// Add puts a token at the end.
func (b *Batch) Add(t Token) error {
	if b.count == maxBatch || b.bytes > maxBatchBytes {
		return &Error{
			File: t.File, Line: t.Line, Kind: Broken, Advice: "split it",
			Problem: fmt.Sprintf("is too much at once: at most %d tokens, and %d MiB of them", MaxBatch, MaxBatchBytes>>20),
		}
	}
	b.count++
	key := t.Secret.Key()
	var numbers [5 * binary.MaxVarintLen64]byte
	head := binary.AppendUvarint(numbers[:0], b.numberOf(t))
	head = binary.AppendUvarint(head, uint64(t.Line))
	head = binary.AppendUvarint(head, t.MovingFactor)
	head = binary.AppendUvarint(head, uint64(len(t.Serial)))
	head = binary.AppendUvarint(head, uint64(len(key)))
	last, size := len(b.blocks)-1, len(head)+len(t.Serial)+len(key)
	b.bytes += size
	if last < 0 || len(b.blocks[last])+size > block {
		b.blocks = append(b.blocks, make([]byte, 0, block))
		last++
	}
	b.blocks[last] = append(b.blocks[last], head...)
	b.blocks[last] = append(b.blocks[last], t.Serial...)
	b.blocks[last] = append(b.blocks[last], key...)
	return nil
}

func (b *Batch) numberOf(t Token) uint64 {
	c := common{
		file: t.File, model: t.Model, manufacturer: t.Manufacturer, warnings: strings.Join(t.Warnings, "\n"),
		kind: t.Type, algorithm: t.Algorithm, digits: t.Digits,
		first: t.FirstMovingFactor, step: t.Step, epoch: t.Epoch.UTC(), drift: t.Drift,
	}
	number, known := b.number[c]
	if !known {
		if b.number == nil {
			b.number = map[common]uint64{}
		}
		number = uint64(len(b.common))
		b.number[c] = number
		b.common = append(b.common, c)
		b.bytes += commonBytes + len(c.model) + len(c.manufacturer) + len(c.warnings)
	}
	return number
}

// All gives the tokens in their order.
func (b *Batch) All() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for _, packed := range b.packed() {
			if !yield(b.token(packed)) {
				return
			}
		}
	}
}

// packed gives the tokens as they lie in the blocks.
func (b *Batch) packed() iter.Seq2[place, packed] {
	return func(yield func(place, packed) bool) {
		for i, bytes := range b.blocks {
			for at := 0; at < len(bytes); {
				packed := unpack(bytes[at:])
				if !yield(place{uint32(i), uint32(at)}, packed) {
					return
				}
				at += packed.size
			}
		}
	}
}

// packed is one token as it lies in a block.
type packed struct {
	common, line, movingFactor uint64
	serial, key                []byte
	size                       int
}

func unpack(bytes []byte) (p packed) {
	number := func() uint64 {
		value, n := binary.Uvarint(bytes[p.size:])
		p.size += n
		return value
	}
	p.common, p.line, p.movingFactor = number(), number(), number()
	serial, key := int(number()), int(number())
	p.serial = bytes[p.size : p.size+serial]
	p.key = bytes[p.size+serial : p.size+serial+key]
	p.size += serial + key
	return p
}

func (b *Batch) token(p packed) Token {
	c := b.common[p.common]
	secret, err := profiles.NewSecret(slices.Clone(p.key))
	if err != nil {
		panic("internal error: " + err.Error()) // it came out of one
	}
	t := Token{
		Serial: string(p.serial), Model: c.model, Manufacturer: c.manufacturer,
		Type: c.kind, Secret: secret, Algorithm: c.algorithm, Digits: c.digits,
		MovingFactor: p.movingFactor, FirstMovingFactor: c.first,
		Step: c.step, Epoch: c.epoch, Drift: c.drift, File: c.file, Line: int(p.line),
	}
	if c.warnings != "" {
		t.Warnings = strings.Split(c.warnings, "\n")
	}
	return t
}
