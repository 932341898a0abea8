package seedfile

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
)

// Repeated gives the tokens whose serial an earlier one has, in their order, each
// with the first of that serial.
func (b *Batch) Repeated() iter.Seq2[Token, Token] {
	return func(yield func(again, first Token) bool) {
		for _, pair := range b.repeated() {
			if !yield(b.at(pair.again), b.at(pair.first)) {
				return
			}
		}
	}
}

// Distinct gives the tokens in their order, but those whose serial an earlier one has.
func (b *Batch) Distinct() iter.Seq[Token] {
	repeated := map[place]bool{}
	for _, pair := range b.repeated() {
		repeated[pair.again] = true
	}
	return func(yield func(Token) bool) {
		for place, packed := range b.packed() {
			if !repeated[place] && !yield(b.token(packed)) {
				return
			}
		}
	}
}

// place is where a token begins: a block and a byte in it.
type place struct{ block, at uint32 }

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.block, other.block), cmp.Compare(p.at, other.at))
}

func (b *Batch) at(p place) Token { return b.token(unpack(b.blocks[p.block][p.at:])) }

// hashed is a token by a hash of its serial.
type hashed struct {
	hash uint64
	place
}

type pair struct{ again, first place }

// known is what was found when there were so many tokens.
type known struct {
	tokens int
	pairs  []pair
}

// repeated sorts the tokens by their hashes, so that those with one serial come
// together: a fraction of the memory that a map of all serials would take.
func (b *Batch) repeated() []pair {
	if b.known.tokens == b.count {
		return b.known.pairs
	}
	all := b.hashed()
	slices.SortFunc(all, func(x, y hashed) int { return cmp.Or(cmp.Compare(x.hash, y.hash), x.compare(y.place)) })
	var pairs []pair
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].hash == all[start].hash {
			end++
		}
		if end > start+1 {
			pairs = append(pairs, b.pairs(all[start:end])...)
		}
		start = end
	}
	slices.SortFunc(pairs, func(x, y pair) int { return x.again.compare(y.again) })
	b.known = known{b.count, pairs}
	return pairs
}

func (b *Batch) hashed() []hashed {
	all := make([]hashed, 0, b.count)
	seed := maphash.MakeSeed()
	for place, packed := range b.packed() {
		all = append(all, hashed{maphash.Bytes(seed, packed.serial), place})
	}
	return all
}

// pairs compares the serials of tokens that have one hash.
func (b *Batch) pairs(same []hashed) (pairs []pair) {
	first := map[string]place{}
	for _, each := range same {
		serial := string(unpack(b.blocks[each.block][each.at:]).serial)
		if earlier, again := first[serial]; again {
			pairs = append(pairs, pair{each.place, earlier})
			continue
		}
		first[serial] = each.place
	}
	return pairs
}
