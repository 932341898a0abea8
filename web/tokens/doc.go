// Package tokens serves emulated tokens over HTTP: tests create tokens, press their buttons, wait
// for their screens and read their codes. [New] returns a server, which is an [net/http.Handler].
//
// Every token has its own clock. On a virtual clock nothing waits: operations that take time move
// the token's clock. On the real clock they let time elapse for the token alone, so that nothing
// waits there either, and the calendar stays right.
//
//	request ──> operation (huma) ──> Server ──> entry: one token, its clock, its history
//
// Operations on one token take turns. There is no goroutine per token: a token with a lit screen
// has a timer for its next change, and a token at rest has nothing.
package tokens
