// Package wire holds the JSON forms of checks, journal entries and records: those that commands
// print and that servers send are the same. Their fields are stable.
package wire
