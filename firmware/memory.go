package firmware

// Memory is the token's non-volatile memory, which holds the counter.
//
// Update reads the counter, passes it to f, stores what f returns and returns
// the stored counter. The write is durable, and no other access happens in
// between. If f or the store fails, Update returns the error and nothing has
// changed. There is one exception: if the store cannot tell whether its write is
// durable, Update fails too, and the counter may have changed. Update may call f
// more than once; only the last call counts.
//
// A machine calls Update when it is made, for every code and for the counter
// screen, so that a token used by two processes is one token.
type Memory interface {
	Update(f func(counter uint64) (uint64, error)) (uint64, error)
}

func unchanged(counter uint64) (uint64, error) { return counter, nil }
