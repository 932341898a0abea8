package rehearse

import "etokenpass/rehearsal"

// printer prints a rehearsal, as text or JSON.
type printer interface {
	begin()                                                 // the situation
	command(line string)                                    // that was read, and not typed
	happened(verb rehearsal.Verb, events []rehearsal.Event) // after a command, or after time has passed, without one
	help()
	status()
	note(text string)
	problem(err *rehearsal.ActionError)
}
