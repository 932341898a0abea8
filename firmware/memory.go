package firmware

// Memory is the token's non-volatile memory, which holds the counter. Update
// reads the counter, hands it to f and stores what f returns, durably and with
// nobody else in between, and returns what is stored then. If f or the store
// fails, Update returns the error and nothing has changed; a store that cannot tell
// whether it is durable by then fails too, and may have changed. Update may call f
// more than once; what counts is the last.
//
// A machine asks it when it is made, for every code and for the counter screen,
// so that a token used by two processes is one token.
type Memory interface {
	Update(f func(counter uint64) (uint64, error)) (uint64, error)
}

func asItIs(counter uint64) (uint64, error) { return counter, nil }
