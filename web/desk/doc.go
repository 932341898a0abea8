// Package desk serves a validator over HTTP: an API for applications and administrators, the
// interface of privacyIDEA for its clients, a console for administrators and help desks, and
// self-service for users.
// [New] returns a server, which is an [net/http.Handler].
//
//	request ──> role ──> operation ──> tms.Validator ──> store: record and journal entry
//
// The server decides nothing itself, and keeps nothing in memory that a decision needs: several
// servers and the commands can share one store. Each request is one decision of package tms, in the
// journal before it is answered.
package desk
