// Package seeds holds what the commands that read seed files share: their flags, and the tokens
// read.
package seeds
