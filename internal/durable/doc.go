// Package durable writes files that survive crashes: after a kill or a power failure, a
// file holds either its old contents or its new contents, never a mixture.
//
// It provides an open [Folder], a [Draft] that is written beside its target and then
// renamed to it, a [Set] of many files that are renamed to their final names together, and
// a [Lock] that processes acquire in turn. All of them access the folder through a handle
// and detect if the folder or a file in it is replaced in the meantime. The package does
// not interpret file contents.
package durable
