package tokens

import (
	"time"

	"etokenpass/device"
)

// mostRecords is how many records the history of a token keeps: the newest. They take less than 10 KB.
const mostRecords = 200

// history is what has happened to a token: what its button did, and its screens.
type history struct {
	records []record // a ring once it is full
	first   int      // the oldest
	dropped uint64   // how many were lost because it was full
}

// record is a record in a compact form, as there may be millions.
type record struct {
	at      int64 // milliseconds since 1970
	seq     uint64
	counter uint64
	factor  uint64
	lcd     [8]byte // as many as there are cells at most
	cells   uint8
	action  action
	state   device.State
}

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
	h.add(record{at: milli(seen.At), seq: seen.Sequence, action: a})
}

func (h *history) addScreen(seen device.Snapshot) {
	r := record{at: milli(seen.Since), seq: seen.Sequence, state: seen.State, counter: seen.Counter, factor: seen.MovingFactor}
	r.cells = uint8(copy(r.lcd[:], seen.LCD))
	h.add(r)
}

// milli rounds like [device.Timestamp].
func milli(t time.Time) int64 { return t.Round(time.Millisecond).UnixMilli() }

func (h *history) add(r record) {
	if len(h.records) < mostRecords {
		if len(h.records) == cap(h.records) { // append would take more than is ever used
			larger := make([]record, len(h.records), min(max(2*len(h.records), 4), mostRecords))
			copy(larger, h.records)
			h.records = larger
		}
		h.records = append(h.records, r)
		return
	}
	h.records[h.first] = r
	h.first = (h.first + 1) % mostRecords
	h.dropped++
}

// History is what has happened to a token.
type History struct {
	Entries []HistoryEntry `json:"entries" doc:"The newest, at most 200, oldest first."`
	Dropped uint64         `json:"dropped" doc:"How many older ones were lost since the history was cleared." example:"0"`
}

// HistoryEntry is something that the button did, or a screen that appeared.
type HistoryEntry struct {
	Time    Timestamp `json:"time" doc:"The time of the token's clock."`
	Kind    string    `json:"kind" enum:"button,screen" doc:"Whether the button did something or a screen appeared."`
	Seq     uint64    `json:"seq" doc:"The number of the screen that appeared, or of the screen at which the button was used." example:"1"`
	Action  string    `json:"action,omitempty" enum:"press,down,up" doc:"What the button did. A hold is down and up."`
	State   string    `json:"state,omitempty" enum:"off,code,self-test,counter" doc:"What the LCD shows."`
	LCD     *string   `json:"lcd,omitempty" doc:"What the LCD shows, or \"\" if it went off." example:"755224"`
	Counter *uint64   `json:"counter,omitempty" doc:"How many codes the token has generated as of this screen." example:"1"`
	Factor  *uint64   `json:"moving_factor,omitempty" doc:"The moving factor of the code." example:"0"`
}

// list returns the history.
func (h *history) list() History {
	list := History{Entries: make([]HistoryEntry, 0, len(h.records)), Dropped: h.dropped}
	for i := range h.records {
		list.Entries = append(list.Entries, h.records[(h.first+i)%len(h.records)].entry())
	}
	return list
}

func (r record) entry() HistoryEntry {
	e := HistoryEntry{Time: Timestamp(time.UnixMilli(r.at)), Seq: r.seq, Kind: "button", Action: actionNames[r.action]}
	if r.action != noAction {
		return e
	}
	e.Kind, e.State, e.LCD = "screen", r.state.String(), new(string(r.lcd[:r.cells]))
	if r.state == device.Code || r.state == device.CounterScreen {
		e.Counter = new(r.counter)
	}
	if r.state == device.Code {
		e.Factor = new(r.factor)
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
