// Package display models the look of an LCD of seven-segment cells. It takes the text on an LCD ("" is off) and draws
// it as text art for a terminal, as SVG, or as pixels.
//
//	text ── LCD.Frame ──> Frame ──┬── Text    characters
//	                              ├── SVG     polygons
//	                              ├── Image   pixels
//	                              └── Shapes  polygons, for callers that draw by other means
//
// An [LCD] has a number of cells and a set of dead segments. A [Frame] is the set of lit segments and nothing else, so
// every drawing is a function of the frame alone. All polygons come from one geometry ([Outline], [Origin], [Size]) and
// all colours from one table ([Colour]).
//
// The package does not know what the characters mean, and nothing in it depends on tokens, buttons, time or files. A
// dead segment changes what is drawn, never the text that was sent.
package display
