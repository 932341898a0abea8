package wire

import "etokenpass/tms"

// Finding is a problem that an audit of the journal found.
type Finding struct {
	Entry  uint64 `json:"entry,omitempty" doc:"The number of the entry. Absent if the finding is about a record."`
	Serial string `json:"serial,omitempty"`
	User   string `json:"user,omitempty"`
	What   string `json:"what" doc:"What is wrong."`
}

// FindingOf returns the JSON of a finding.
func FindingOf(finding tms.Finding) Finding {
	return Finding{finding.Entry, finding.Serial, finding.User, finding.What}
}

// Audit is the result of an audit of the journal.
type Audit struct {
	Complete bool   `json:"complete" doc:"Whether nothing was changed or removed."`
	Entries  uint64 `json:"entries" doc:"How many entries were checked."`
	Tokens   uint64 `json:"tokens" doc:"How many records were compared with their entries."`
	Findings uint64 `json:"findings" doc:"How many problems there are."`
}
