// Package tms is the validator: the server side that checks the codes of tokens, counts
// failures, locks, unlocks and resynchronises, and keeps a journal of every decision.
//
// Its core is pure. [Verify], [ResyncByCounter], [ResyncByCodes] and the functions that
// administer tokens take a [Policy], a [Record] and the time, and return a new record and a
// [Check]. They have no clock, file, socket or log, do not change their arguments, and may run
// any number of times.
//
// A [Validator] connects the core with a [Store], which keeps records and journal. It stores each
// decision before it returns it, so that even after a crash, a code that was reported as accepted
// is never accepted again.
//
// The rules follow RFC 4226 sections 7.2 to 7.4 and appendix E.4, RFC 6238 sections 5.2 and 6,
// and the systems that the embedded policies describe.
package tms
