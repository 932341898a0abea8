// Package storetest checks that a [etokenpass/tms.Store] does what its interface says. Every store
// runs the same tests.
package storetest
