// Package rehearsals lets people play the exercises of package rehearsal in browsers: alone, or
// at several machines that share an invitation code.
//
//	                      ┌─ customer: fob, Internet-Client (web/client), telephone
//	group (a Rehearsal) ──┼─ help desk: console (web/desk), telephone
//	                      └─ watcher: timeline, mistakes, hints
//
// A [Server] has groups. A group holds one rehearsal, lets time pass for it, and tells the browsers
// what happens. What people do is written down before anyone sees its effect, so that a group can
// be played again after a restart.
package rehearsals
