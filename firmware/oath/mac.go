package oath

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding"
	"encoding/binary"
	"hash"
	"sync"
)

// mac computes the HMAC (RFC 2104) of a moving factor, as eight bytes, under one
// key. The result is valid until the next call.
type mac interface {
	sum(movingFactor uint64) []byte
}

// newMAC returns the fast implementation if it agrees with crypto/hmac, and
// crypto/hmac otherwise.
func (a Algorithm) newMAC(newHash func() hash.Hash, key []byte) mac {
	if fastAgrees[a]() {
		if fast := newBlockMAC(newHash, key); fast != nil {
			return fast
		}
	}
	return &standardMAC{hash: hmac.New(newHash, key)}
}

// fastAgrees says for each algorithm whether the fast implementation agrees with
// crypto/hmac. They are compared once, which takes some microseconds, and not for
// each key, because a validator needs another key for each code.
var fastAgrees = map[Algorithm]func() bool{SHA1: agreement(sha1.New), SHA256: agreement(sha256.New), SHA512: agreement(sha512.New)}

func agreement(newHash func() hash.Hash) func() bool {
	return sync.OnceValue(func() bool { return agree(newHash) })
}

func agree(newHash func() hash.Hash) bool {
	for _, length := range []int{20, MaxSecret} { // as it is, and hashed first
		key := bytes.Repeat([]byte{0x5a}, length)
		fast, standard := newBlockMAC(newHash, key), &standardMAC{hash: hmac.New(newHash, key)}
		if fast == nil || !bytes.Equal(fast.sum(1), standard.sum(1)) {
			return false
		}
	}
	return true
}

// standardMAC is crypto/hmac, whose Reset keeps the key between codes. The
// arrays are fields because arguments of interface methods escape, so that local
// variables would be allocated for each code.
type standardMAC struct {
	hash    hash.Hash
	message [8]byte
	buffer  [64]byte
}

func (m *standardMAC) sum(movingFactor uint64) []byte {
	binary.BigEndian.PutUint64(m.message[:], movingFactor)
	m.hash.Reset()
	m.hash.Write(m.message[:])
	return m.hash.Sum(m.buffer[:0])
}

// blockMAC computes the same HMAC with only the two compressions that differ
// from code to code. crypto/hmac handles messages of any length and therefore
// copies, counts and pads for each code, which costs as much again as the
// compressions (RATIONALE.md, "Why not use crypto/hmac?"). Here the last blocks
// are padded once. Each code writes the moving factor into the inner block, then
// the inner digest into the outer block.
type blockMAC struct {
	hash  marshaler
	inner lastBlock
	outer lastBlock
}

// marshaler is a hash whose state can be saved and restored, as can those of the
// standard library.
type marshaler interface {
	hash.Hash
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// lastBlock is the last block of a hash: a message of fixed length that follows
// the padded key.
type lastBlock struct {
	keyed []byte // the hash's marshaled state after the padded key
	block []byte // the message, its padding and its length
	after []byte // the marshaled state after the block
}

// magicLength is how many bytes precede the chaining value in a marshaled state.
const magicLength = 4

func newBlockMAC(newHash func() hash.Hash, key []byte) *blockMAC {
	h, ok := newHash().(marshaler)
	if !ok {
		return nil
	}
	if len(key) > h.BlockSize() { // RFC 2104 section 2: long keys are hashed first
		h.Write(key)
		key = h.Sum(nil)
	}
	m := &blockMAC{hash: h}
	state := magicLength + h.Size() + h.BlockSize() + 8 // with a buffered block and the length so far
	half := h.BlockSize() + 2*state
	room := make([]byte, 2*half)
	if !m.inner.prepare(h, key, 0x36, 8, room[:half]) || !m.outer.prepare(h, key, 0x5c, h.Size(), room[half:]) {
		return nil
	}
	return m
}

// prepare hashes the key, XORed with the pad byte of RFC 2104, and lays out the
// block for a message of length bytes, all in room. It reports whether the
// hash's state can be marshaled as expected.
func (l *lastBlock) prepare(h marshaler, key []byte, pad byte, length int, room []byte) bool {
	size := h.BlockSize()
	l.block = room[:size:size]
	copy(l.block, key)
	for i := range l.block {
		l.block[i] ^= pad
	}
	h.Reset()
	h.Write(l.block)
	keyed, err := h.AppendBinary(room[size:size:len(room)])
	if err != nil || len(keyed) < magicLength+h.Size() {
		return false
	}
	l.keyed, l.after = keyed, keyed[len(keyed):]
	clear(l.block)
	l.block[length] = 0x80 // FIPS 180-4 section 5.1: a one bit, zeros, the length in bits
	binary.BigEndian.PutUint64(l.block[size-8:], uint64(size+length)*8)
	return true
}

// digest runs the one compression and returns the chaining value, which after
// the last block is the digest. The ignored errors are impossible: prepare has
// marshaled the same state before, and agree has compared results.
func (l *lastBlock) digest(h marshaler) []byte {
	h.UnmarshalBinary(l.keyed) //nolint:errcheck // see above
	h.Write(l.block)
	l.after, _ = h.AppendBinary(l.after[:0])
	return l.after[magicLength : magicLength+h.Size()]
}

func (m *blockMAC) sum(movingFactor uint64) []byte {
	binary.BigEndian.PutUint64(m.inner.block, movingFactor)
	copy(m.outer.block, m.inner.digest(m.hash))
	return m.outer.digest(m.hash)
}
