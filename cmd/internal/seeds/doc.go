// Package seeds holds what the commands that read or write seed files share: their flags, the
// reading of whole batches, and the writing.
package seeds
