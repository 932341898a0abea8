// Package client holds the pages of Internet-Client, the system of the bank that its guide
// describes: the login, the field for the session key with OK and Cancel, the documents.
//
//	login and password ──> session key ─┬─ OK ─────> documents: write, sign, send
//	                                    └─ Cancel ─> documents: write
//
// The pages decide nothing. A [Bank] does: the practice bank, or a rehearsal.
package client
