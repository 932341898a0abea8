package tms

import (
	"encoding/binary"
	"time"
)

// appendTo appends every field of the entry but its MAC, in a form that no other entry has:
// numbers are variable-length integers, texts begin with their length. It is what the MAC covers,
// so that it never changes.
func (e *Entry) appendTo(b []byte) []byte {
	b = append(b, 1) // the version of this form
	b = binary.AppendUvarint(b, e.Previous)
	b = binary.AppendUvarint(b, e.Number)
	b = binary.AppendVarint(b, e.Time.UnixMicro())
	b = appendText(b, e.ID)
	b = appendText(b, e.Serial)
	b = appendText(b, e.User)
	b = appendText(b, string(e.Request))
	b = appendText(b, string(e.Result))
	b = appendFlag(b, e.Matched)
	b = binary.AppendUvarint(b, e.Factor)
	b = binary.AppendVarint(b, e.Ahead)
	b = e.Before.appendTo(b)
	b = e.After.appendTo(b)
	b = appendText(b, e.Document)
	b = appendText(b, e.DocumentSHA256)
	b = appendText(b, e.Reason)
	b = appendText(b, e.Requester)
	return appendText(b, e.Channel)
}

func (s *Snapshot) appendTo(b []byte) []byte {
	b = binary.AppendUvarint(b, s.Next)
	b = appendFlag(b, s.Exhausted)
	b = appendFlag(b, s.ResyncRequired)
	return s.User.appendTo(s.Token.appendTo(b))
}

func (s *Status) appendTo(b []byte) []byte {
	return binary.AppendVarint(appendText(b, string(s.State)), int64(s.Failures))
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendFlag(b []byte, is bool) []byte {
	if is {
		return append(b, 1)
	}
	return append(b, 0)
}

// reader reads what [Entry.appendTo] has appended. It does not check it.
type reader struct {
	data []byte
	text string // the same; texts are parts of it
	at   int
}

func (r *reader) entry() (e Entry) {
	r.at++ // the version
	e.Previous = r.unsigned()
	e.Number = r.unsigned()
	e.Time = time.UnixMicro(r.signed()).UTC()
	e.ID = r.string()
	e.Serial = r.string()
	e.User = r.string()
	e.Request = Request(r.string())
	e.Result = Result(r.string())
	e.Matched = r.flag()
	e.Factor = r.unsigned()
	e.Ahead = r.signed()
	e.Before = r.snapshot()
	e.After = r.snapshot()
	e.Document = r.string()
	e.DocumentSHA256 = r.string()
	e.Reason = r.string()
	e.Requester = r.string()
	e.Channel = r.string()
	return e
}

func (r *reader) snapshot() (s Snapshot) {
	s.Next = r.unsigned()
	s.Exhausted = r.flag()
	s.ResyncRequired = r.flag()
	s.Token = r.status()
	s.User = r.status()
	return s
}

func (r *reader) status() (s Status) {
	s.State = State(r.string())
	s.Failures = int(r.signed())
	return s
}

func (r *reader) unsigned() uint64 {
	n, length := binary.Uvarint(r.data[r.at:])
	r.at += length
	return n
}

func (r *reader) signed() int64 {
	n, length := binary.Varint(r.data[r.at:])
	r.at += length
	return n
}

func (r *reader) string() string {
	length := int(r.unsigned())
	r.at += length
	return r.text[r.at-length : r.at]
}

func (r *reader) flag() bool {
	r.at++
	return r.data[r.at-1] != 0
}
