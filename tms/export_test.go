package tms

// TamperWithJournal changes the journal behind the validator's back.
func (m *Memory) TamperWithJournal(change func([]Entry) []Entry) {
	var entries []Entry
	for _, piece := range m.journal.pieces {
		entries = append(entries, piece...)
	}
	m.journal = journal{}
	for _, entry := range change(entries) {
		m.journal.append(&entry)
	}
}

// TamperWithRecords changes records behind the validator's back.
func (m *Memory) TamperWithRecords(change func(tokens map[string]*Token, users map[string]*User)) {
	change(m.tokens, m.users)
}
