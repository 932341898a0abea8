// Package face draws the key fob and the panel beside it. A [Scene] describes what to show, [Arrange] computes where
// everything is, and a [Painter] paints it. The package needs no display, so all of it can be tested without one.
package face
