// Package sqlstore keeps the validator's records and journal in a SQL database: a SQLite file,
// written by any number of processes on one machine.
//
// It knows nothing of the validator's rules. It encrypts the secrets of tokens with a key file
// that is kept apart from the database, and seals the journal with a key of its own in the same
// file.
package sqlstore
