// Package intake imports a batch of tokens into a profile folder, all or nothing.
//
// A batch is a slice of the tokens that a [seedfile.Reader] returns one by one. It is a slice
// of pointers because a slice of millions of tokens would be copied while it grows.
//
// [Import] writes a profile for each token, or none at all. [Distinct] and [Taken] report in
// advance which tokens Import would refuse, for callers that list all problems of a batch or
// skip such tokens. The package does not consider the counters that devices save: callers
// set the tokens' FirstMovingFactor before the import.
package intake
