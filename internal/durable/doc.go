// Package durable writes files that survive crashes: whatever is killed and wherever the
// power fails, a file holds its old contents or its new ones, never a part of either.
//
// It models an open [Folder], a [Draft] that is written beside its target and then takes
// the target's place, a [Set] of many files that get their names together, and a [Lock]
// that several processes wait for in turn. All of them work through a handle to the folder
// and notice if the folder or a file in it is replaced in the meantime. The package knows
// nothing about file contents.
package durable
