package tms

import "strings"

// Filter selects records for a list. Empty fields select all. Texts are found in capitals and small
// letters: they may have been heard on the telephone.
type Filter struct {
	Text         string // contained in the serial, the user's name, the owner or the organisation
	Owner        string // contained in the owner's name
	Organisation string // contained in the organisation
	Condition    ConditionKind
}

// Selects reports whether the filter selects a record as [Record.At] returns it.
func (f Filter) Selects(record Record) bool {
	var serial string
	if record.Token != nil {
		serial = record.Token.Serial
	}
	user := record.User
	if user == nil {
		user = &User{}
	}
	return contains(user.Owner, f.Owner) && contains(user.Organisation, f.Organisation) &&
		(contains(serial, f.Text) || contains(user.Name, f.Text) || contains(user.Owner, f.Text) || contains(user.Organisation, f.Text)) &&
		(f.Condition == "" || record.Condition().Kind == f.Condition)
}

func contains(text, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
