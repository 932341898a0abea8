package tms

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// journal holds the entries of a [Memory] in the form that their MACs cover: without pointers,
// which the garbage collector would follow, and in pieces, so that a long journal is never copied
// to grow.
type journal struct {
	pieces [][]byte // entries, each after its length and followed by its MAC after its length
}

const journalPiece = 64 << 10 // bytes; a longer entry has a piece of its own

func (j *journal) append(e *Entry) {
	var buffer [512]byte
	entry := e.appendTo(buffer[:0])
	need := len(entry) + len(e.MAC) + 2*binary.MaxVarintLen64
	last := len(j.pieces) - 1
	if last < 0 || cap(j.pieces[last])-len(j.pieces[last]) < need {
		j.pieces = append(j.pieces, make([]byte, 0, max(need, journalPiece)))
		last++
	}
	piece := append(binary.AppendUvarint(j.pieces[last], uint64(len(entry))), entry...)
	j.pieces[last] = append(binary.AppendUvarint(piece, uint64(len(e.MAC))), e.MAC...)
}

// all yields the entries in their order.
func (j *journal) all() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, piece := range j.pieces {
			for len(piece) > 0 {
				var data, mac []byte
				data, piece = cutBytes(piece)
				mac, piece = cutBytes(piece)
				r := reader{data: data, text: string(data)}
				e := r.entry()
				e.MAC = bytes.Clone(mac)
				if !yield(e) {
					return
				}
			}
		}
	}
}

// cutBytes cuts bytes, which their length precedes, from the rest.
func cutBytes(b []byte) (first, rest []byte) {
	length, n := binary.Uvarint(b)
	end := n + int(length)
	return b[n:end], b[end:]
}
