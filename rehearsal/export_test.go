package rehearsal

// Fill replaces the placeholders of a command and reads it.
func (r *Rehearsal) Fill(line string) (action Action, ok bool, err error) { return r.fill(line) }
