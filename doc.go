// Package etokenpass contains only tests that concern the whole project: its documents, the
// imports between its packages, and its installation. README.md, "Project structure", lists
// the packages.
package etokenpass
