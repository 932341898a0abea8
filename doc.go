// Package etokenpass contains only tests that concern the whole project: its documents and
// the imports between its packages. README.md, "Project structure", lists the packages.
package etokenpass
