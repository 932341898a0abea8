package seedfile

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// protoField is a field of a message in the wire format of Protocol Buffers
// (protobuf.dev/programming-guides/encoding).
type protoField struct {
	number uint64
	wire   protoWire
	value  uint64 // of a varint
	bytes  []byte // of wireBytes
}

// protoWire is the wire type of a field.
type protoWire uint64

// The wire types. Groups, types 3 and 4, are obsolete.
const (
	wireVarint  protoWire = 0
	wireFixed64 protoWire = 1
	wireBytes   protoWire = 2
	wireFixed32 protoWire = 5
)

// protoFields splits a message into its fields. Its errors do not show the message.
func protoFields(message []byte) (fields []protoField, err error) {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return nil, errProtoCut
		}
		field := protoField{number: tag >> 3, wire: protoWire(tag & 7)}
		if message, err = field.take(message[n:]); err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return fields, nil
}

var errProtoCut = errors.New("the data is cut off or damaged")

// take reads the value of a field and returns what follows it.
func (f *protoField) take(rest []byte) ([]byte, error) {
	length := uint64(0)
	switch f.wire {
	case wireFixed64:
		length = 8
	case wireFixed32:
		length = 4
	case wireVarint, wireBytes:
		var n int
		if f.value, n = binary.Uvarint(rest); n <= 0 {
			return nil, errProtoCut
		}
		rest = rest[n:]
		if f.wire == wireBytes {
			length = f.value
		}
	default:
		return nil, fmt.Errorf("field %d has the wire type %d: the data is damaged", f.number, f.wire)
	}
	if length > uint64(len(rest)) {
		return nil, errProtoCut
	}
	f.bytes = rest[:length]
	return rest[length:], nil
}
