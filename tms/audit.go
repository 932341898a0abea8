package tms

import "fmt"

// Finding is a problem found in the journal or in a record.
type Finding struct {
	Entry  uint64 // number of the entry; 0 if the finding is about a record
	Serial string // of the token; "" for entries without one
	User   string
	What   string
}

// String returns the finding in one line.
func (f Finding) String() string {
	switch {
	case f.Entry == 0 && f.Serial != "":
		return fmt.Sprintf("token %s: %s", f.Serial, f.What)
	case f.Entry == 0 && f.User != "":
		return fmt.Sprintf("user %s: %s", f.User, f.What)
	case f.Entry == 0:
		return f.What
	case f.Serial == "":
		return fmt.Sprintf("entry %d: %s", f.Entry, f.What)
	}
	return fmt.Sprintf("entry %d, token %s: %s", f.Entry, f.Serial, f.What)
}

// Rebuilt is the state of a token according to its journal entries.
type Rebuilt struct {
	Next           uint64
	Exhausted      bool
	ResyncRequired bool
	Status         Status
	User           string // to whom it is assigned

	last Link
}

// Rebuild is the state of all tokens and users according to the journal. Add entries in the
// order of their numbers.
type Rebuild struct {
	Tokens map[string]Rebuilt
	Users  map[string]Status

	last Link // of the entries without a token
}

// NewRebuild returns the state before the first entry.
func NewRebuild() *Rebuild {
	return &Rebuild{Tokens: map[string]Rebuilt{}, Users: map[string]Status{}}
}

// Add adds an entry.
func (r *Rebuild) Add(e *Entry) {
	if e.User != "" && e.After.User.State != "" {
		r.Users[e.User] = e.After.User
	}
	if e.Serial == "" {
		r.last = e.Link()
		return
	}
	token := Rebuilt{
		Next: e.After.Next, Exhausted: e.After.Exhausted, ResyncRequired: e.After.ResyncRequired,
		Status: e.After.Token, User: e.User, last: e.Link(),
	}
	switch {
	case e.Request == RequestUnassign:
		token.User = ""
	case e.isRefusedClaim(): // its user is who asked
		token.User = r.Tokens[e.Serial].User
	}
	r.Tokens[e.Serial] = token
}

func (e *Entry) isRefusedClaim() bool {
	return (e.Request == RequestSelfAssign || e.Request == RequestSelfResync) && e.Result != Accepted
}

// link returns the last entry of the same token so far.
func (r *Rebuild) link(serial string) Link {
	if serial == "" {
		return r.last
	}
	return r.Tokens[serial].last
}

// Audit checks the journal of a view and compares it with the records. It reports each entry
// that was changed, each place where entries are missing, and each record that does not match
// its entries. progress is called with the number of each entry; it may be nil. Audit returns
// an error only if reading fails.
//
// Audit cannot detect that the whole store was replaced by an older copy.
func Audit(view View, report func(Finding), progress func(number uint64)) error {
	sealer, state := NewSealer(view.JournalKey()), NewRebuild()
	gapless, isGapless := view.(Gapless)
	highest := uint64(0)
	for entry, err := range view.Journal(Query{}) {
		if err != nil {
			return err
		}
		if progress != nil {
			progress(entry.Number)
		}
		if what := gap(highest, entry.Number); isGapless && what != "" {
			report(Finding{What: what})
		}
		highest = max(highest, entry.Number)
		if what := check(sealer, &entry, state.link(entry.Serial)); what != "" {
			report(Finding{Entry: entry.Number, Serial: entry.Serial, What: what})
		}
		state.Add(&entry)
	}
	if isGapless {
		if err := checkEnd(gapless, highest, report); err != nil {
			return err
		}
	}
	last, err := view.LastWithoutToken()
	if err != nil {
		return err
	}
	if what := missing(state.last, last); what != "" {
		report(Finding{What: "the entries without a token: " + what})
	}
	if err := state.compareTokens(view, report); err != nil {
		return err
	}
	return state.compareUsers(view, report)
}

// checkEnd compares the number of the last entry that was found with the one that was written last.
func checkEnd(view Gapless, found uint64, report func(Finding)) error {
	last, err := view.LastNumber()
	switch {
	case err != nil:
		return err
	case last < found:
		report(Finding{What: fmt.Sprintf("the number of the last entry was changed to %d", last)})
	case last > found:
		report(Finding{What: gap(found, last+1)})
	}
	return nil
}

// gap returns which numbers are missing between two that follow each other, or "".
func gap(before, after uint64) string {
	switch {
	case after <= before+1:
		return ""
	case after == before+2:
		return fmt.Sprintf("entry %d is missing", before+1)
	}
	return fmt.Sprintf("entries %d to %d are missing", before+1, after-1)
}

// check returns what is wrong with an entry that follows another one.
func check(sealer *Sealer, entry *Entry, previous Link) string {
	switch {
	case sealer.IsSealed(entry, previous.MAC):
		return ""
	case entry.Previous > previous.Number:
		return fmt.Sprintf("entry %d, which came before it, is missing or was changed", entry.Previous)
	}
	return "was changed, or the one before it was"
}

// missing returns what is wrong if the last entry of a token is found, but its record names
// another one.
func missing(found, recorded Link) string {
	switch {
	case found.Number == recorded.Number && string(found.MAC) == string(recorded.MAC):
		return ""
	case found.Number == 0:
		return fmt.Sprintf("all entries are missing, up to entry %d", recorded.Number)
	case found.Number < recorded.Number:
		return fmt.Sprintf("entries after %d are missing, up to entry %d", found.Number, recorded.Number)
	case found.Number > recorded.Number:
		return fmt.Sprintf("the record is older than entry %d", found.Number)
	}
	return fmt.Sprintf("entry %d is not the one that the record names", found.Number)
}

func (r *Rebuild) compareTokens(view View, report func(Finding)) error {
	seen := 0
	for record, err := range view.Records("") {
		if err != nil {
			return err
		}
		token := record.Token
		rebuilt, known := r.Tokens[token.Serial]
		if known {
			seen++
		}
		what := missing(rebuilt.last, token.Last)
		if what == "" {
			what = rebuilt.differs(token)
		}
		if what == "" && token.User != "" && (record.User == nil || record.User.Serial != token.Serial) {
			what = fmt.Sprintf("the record of its user, %s, is missing or was changed", token.User)
		}
		if err := token.Check(); err != nil && what == "" {
			what = "the record is damaged: " + err.Error()
		}
		if what != "" {
			report(Finding{Serial: token.Serial, What: what})
		}
		rebuilt.last = Link{} // so that what is left has no record
		r.Tokens[token.Serial] = rebuilt
	}
	if seen == len(r.Tokens) {
		return nil
	}
	for serial, rebuilt := range r.Tokens {
		if rebuilt.last.Number != 0 {
			report(Finding{Serial: serial, What: fmt.Sprintf("the record is missing; its last entry is %d", rebuilt.last.Number)})
		}
	}
	return nil
}

// differs returns which field of a record is not what the journal leads to, or "".
func (r Rebuilt) differs(token *Token) string {
	var field string
	switch {
	case r.Next != token.Next || r.Exhausted != token.Exhausted:
		field = "next"
	case r.Status.Failures != token.Failures:
		field = "the number of failures"
	case r.Status.State != token.State:
		field = "the state"
	case r.User != token.User:
		field = "the user"
	case r.ResyncRequired != token.ResyncRequired:
		field = "the need for a resynchronisation"
	default:
		return ""
	}
	return "the record was changed: " + field + " is not what the journal leads to"
}

func (r *Rebuild) compareUsers(view View, report func(Finding)) error {
	for record, err := range view.Users("") {
		if err != nil {
			return err
		}
		user := record.User
		switch {
		case (Status{user.State, user.Failures}) != r.Users[user.Name]:
			report(Finding{User: user.Name, What: "state or failures are not what the journal leads to"})
		case user.Serial != "" && (record.Token == nil || record.Token.User != user.Name):
			report(Finding{User: user.Name, What: fmt.Sprintf("the record was changed: token %s is not assigned to this user", user.Serial)})
		}
		delete(r.Users, user.Name)
	}
	for name := range r.Users {
		report(Finding{User: name, What: "the record is missing"})
	}
	return nil
}
