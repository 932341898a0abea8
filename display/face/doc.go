// Package face is how the key fob in the window looks: a [Scene] says what is to be
// seen, [Arrange] where everything is, and a [Painter] paints it. All of it is plain
// data and plain Go, so that it works, and is tested, without a display.
package face
