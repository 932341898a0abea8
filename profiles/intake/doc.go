// Package intake imports a batch of tokens into a profile folder, all or nothing.
//
// A batch is a slice of tokens, as a [seedfile.Reader] returns them one by one; pointers,
// as a slice of millions of tokens would be copied while it grows.
// [Import] writes a profile for each of them, or none at all. [Distinct] and [Taken]
// report beforehand which tokens it would refuse, for callers that list all problems of
// a batch or leave such tokens out. They know nothing about the counters that devices
// save: callers set the tokens' FirstMovingFactor before the import.
package intake
