package tokens

import (
	"encoding/binary"
	"slices"
	"time"

	"etokenpass/device"
	"etokenpass/web"
)

// mostRecords is how many records the history of a token keeps: the newest. They take about 100 KB.
const mostRecords = 10_000

// history is what has happened to a token: what its button did, and its screens. It is packed, as a server may have
// millions of records: each is written as its difference from the one before it.
type history struct {
	packed  []byte  // oldest first
	start   int     // where the oldest record begins
	count   int     // of the records
	before  numbers // of the record before the oldest
	newest  numbers
	dropped uint64 // how many were lost because there were too many
}

// record is a record of a history.
type record struct {
	action  action
	state   device.State
	numbers numbers
	lcd     []byte
}

// numbers are what mostly differs a little from one record to the next.
type numbers [4]uint64

const (
	atNumber = iota // milliseconds since 1970
	seqNumber
	counterNumber // of the latest screen that had one
	factorNumber  // the same
)

// action is what the button did.
type action uint8

const (
	noAction action = iota // a screen appeared
	pressAction
	downAction
	upAction
)

var actionNames = [...]string{"", "press", "down", "up"}

func (h *history) addButton(a action, seen device.Snapshot) {
	n := h.newest
	n[atNumber], n[seqNumber] = milli(seen.At), seen.Sequence
	h.add(record{action: a, numbers: n})
}

func (h *history) addScreen(seen device.Snapshot) {
	n := h.newest
	n[atNumber], n[seqNumber] = milli(seen.Since), seen.Sequence
	if seen.State == device.Code || seen.State == device.CounterScreen {
		n[counterNumber] = seen.Counter
	}
	if seen.State == device.Code {
		n[factorNumber] = seen.MovingFactor
	}
	h.add(record{state: seen.State, numbers: n, lcd: []byte(seen.LCD)})
}

// milli rounds like [device.Timestamp].
func milli(t time.Time) uint64 { return uint64(t.Round(time.Millisecond).UnixMilli()) }

func (h *history) add(r record) {
	h.packed = r.pack(h.packed, h.newest)
	h.newest = r.numbers
	if h.count < mostRecords {
		h.count++
		return
	}
	oldest, rest := unpack(h.packed[h.start:], h.before)
	h.before = oldest.numbers
	h.start = len(h.packed) - len(rest)
	h.dropped++
	if h.start > len(h.packed)/2 { // moving the rest for each record would take long
		h.packed, h.start = slices.Delete(h.packed, 0, h.start), 0
	}
}

// pack appends the record, given the numbers of the one before it.
func (r record) pack(packed []byte, before numbers) []byte {
	packed = append(packed, byte(r.action), byte(r.state), byte(len(r.lcd)))
	packed = append(packed, r.lcd...)
	for i, n := range r.numbers {
		packed = binary.AppendVarint(packed, int64(n-before[i])) // it may wrap, and wraps back
	}
	return packed
}

// unpack returns the first record, given the numbers of the one before it, and what follows it.
func unpack(packed []byte, before numbers) (r record, rest []byte) {
	end := 3 + int(packed[2])
	r = record{action: action(packed[0]), state: device.State(packed[1]), lcd: packed[3:end]}
	rest = packed[end:]
	for i := range before {
		difference, size := binary.Varint(rest)
		r.numbers[i] = before[i] + uint64(difference)
		rest = rest[size:]
	}
	return r, rest
}

// History is what has happened to a token.
type History struct {
	Entries []HistoryEntry `json:"entries" doc:"The newest, at most 10,000, oldest first."`
	Dropped uint64         `json:"dropped" doc:"How many older ones were lost since the history was cleared." example:"0"`
}

// HistoryEntry is something that the button did, or a screen that appeared.
type HistoryEntry struct {
	Time    web.Timestamp `json:"time" doc:"The time of the token's clock."`
	Kind    string        `json:"kind" enum:"button,screen" doc:"Whether the button did something or a screen appeared."`
	Seq     uint64        `json:"seq" doc:"The number of the screen that appeared, or of the screen at which the button was used." example:"1"`
	Action  string        `json:"action,omitempty" enum:"press,down,up" doc:"What the button did. A hold is down and up."`
	State   string        `json:"state,omitempty" enum:"off,code,self-test,counter" doc:"What the LCD shows."`
	LCD     *string       `json:"lcd,omitempty" doc:"What the LCD shows, or \"\" if it went off." example:"755224"`
	Counter *uint64       `json:"counter,omitempty" doc:"How many codes the token has generated as of this screen." example:"1"`
	Factor  *uint64       `json:"moving_factor,omitempty" doc:"The moving factor of the code." example:"0"`
}

// list returns the history.
func (h *history) list() History {
	list := History{Entries: make([]HistoryEntry, 0, h.count), Dropped: h.dropped}
	for packed, before := h.packed[h.start:], h.before; len(packed) > 0; {
		var r record
		r, packed = unpack(packed, before)
		before = r.numbers
		list.Entries = append(list.Entries, r.entry())
	}
	return list
}

func (r record) entry() HistoryEntry {
	at := time.UnixMilli(int64(r.numbers[atNumber]))
	e := HistoryEntry{Time: web.Timestamp(at), Seq: r.numbers[seqNumber], Kind: "button", Action: actionNames[r.action]}
	if r.action != noAction {
		return e
	}
	e.Kind, e.State, e.LCD = "screen", r.state.String(), new(string(r.lcd))
	if r.state == device.Code || r.state == device.CounterScreen {
		e.Counter = new(r.numbers[counterNumber])
	}
	if r.state == device.Code {
		e.Factor = new(r.numbers[factorNumber])
	}
	return e
}

// listHistory returns the token's history.
func (e *entry) listHistory() (list History, err error) {
	err = e.use(func() error {
		e.catchUp()
		list = e.history.list()
		return nil
	})
	return list, err
}

// clearHistory forgets the token's history.
func (e *entry) clearHistory() error {
	return e.use(func() error {
		e.catchUp()
		e.history = history{}
		return nil
	})
}
