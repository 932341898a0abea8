// Package bank is a practice bank: Internet-Client for its customers, their tokens, the console of
// its help desk, and rehearsals, on one server.
//
//	/                  who the customers are, with their credentials: everything is for practice
//	/internet-client/  what the bank's guide describes (web/client)
//	/tokens/           the customers' tokens, and their API (web/tokens)
//	/desk/             the validator's console and its API (web/desk)
//	/rehearsals/       exercises, alone or together (web/rehearsals)
//	/api/v1/           customers, clock, reset
//
// It has no rules of its own. Codes are checked by a validator (tms) with the policy of the bank's
// guide, and shown by tokens (device); all of them share one clock. Another system of the bank is
// another entry point: a path of its own, over the same customers.
package bank
