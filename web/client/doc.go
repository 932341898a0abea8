// Package client holds the pages of Internet-Client, the system of the bank that its guide
// describes: the login, the field for the session key with OK and Cancel, the documents.
//
//	login and password ──> session key ─┬─ OK ─────> documents: write, sign, send
//	                                    └─ Cancel ─> documents: write
//
// The pages decide nothing. A [Bank] does: the practice bank, or a rehearsal. They have these paths:
//
//	/login                                  login and password
//	/key, /key/cancel                       OK and Cancel at the field for the session key
//	/locked                                 that the account is locked
//	/documents, /documents/new              all documents, and the form for one
//	/documents/{id}, /documents/{id}/edit   a document, and the form for it
//	/documents/{id}/sign, …/key, …/send     signing it with another session key, and sending it
//	/resync                                 synchronising one's own token, where a bank allows it
//	/sign-out                               the end of the session
//
// A form that is carried out answers with a redirection; what the bank refuses has the status 403,
// and what it cannot check, such as a session key of five digits, 422. The guide shows two messages
// as pictures that are not in our copy, so the pages call the wording of these assumed.
package client
