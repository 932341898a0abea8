// Package upload reads files that clients of a server send, as a body or in a form: seed files,
// with the password or the key of an encrypted one, and profiles.
package upload
