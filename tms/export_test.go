package tms

import "slices"

// TamperWithJournal changes the journal behind the validator's back.
func (m *Memory) TamperWithJournal(change func([]Entry) []Entry) {
	entries := slices.Collect(m.journal.all())
	m.journal = journal{}
	for _, entry := range change(entries) {
		m.journal.append(&entry)
	}
}

// TamperWithRecords changes records behind the validator's back.
func (m *Memory) TamperWithRecords(change func(tokens map[string]*Token, users map[string]*User)) {
	change(m.tokens, m.users)
}
